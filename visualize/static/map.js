// The map: only what is open or on the thread, laid out anew each time, never moving by itself.

const mapBox = document.getElementById("map");
const mapDetails = document.getElementById("map-details");
const onMap = { nodes: new vis.DataSet(), edges: new vis.DataSet() };
const LINE = 18;
const PADDING = 22;
const BETWEEN = 12;
const READABLE = 0.64;
const BOX = 180;
const HEAD = 26;
let network = null;
let headings = [];

const pen = document.createElement("canvas").getContext("2d");

// A colour of the styles as #rrggbb, however it is written there.
function colour(name) {
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return pen.fillStyle;
}

function startMap() {
  if (network || !mapDetails.open) return;
  const options = read("options");
  options.interaction.zoomView = window.matchMedia("(min-width: 60rem)").matches;
  network = new vis.Network(mapBox, onMap, options);
  // The list is the way in by keyboard; an empty stop in between would only be in the way.
  mapBox.querySelector(".vis-network").removeAttribute("tabindex");
  network.on("click", (event) => event.nodes.length && choose(event.nodes[0], ""));
  network.on("hoverNode", () => (mapBox.style.cursor = "pointer"));
  network.on("blurNode", () => (mapBox.style.cursor = ""));
  network.on("afterDrawing", drawHeadings);
}

// What stands on the map: all that is open from the roots down, and the thread of the selected.
function shown() {
  const found = new Set();
  const add = (node) => {
    if (found.has(node.id)) return;
    const folded = node.area && !state.open.has(node.id) && state.selected !== node.area;
    if (folded) return;
    found.add(node.id);
    if (state.open.has(node.id)) childrenOf(node.id).forEach(add);
  };
  roots().forEach(add);
  if (state.selected && get(state.selected)) {
    for (const id of [...wayTo(state.selected), ...threadOf(state.selected).ids]) found.add(id);
  }
  // An open group under an area has done its work: what it held hangs on the area itself.
  for (const group of made.values()) if (group.area && state.open.has(group.id)) found.delete(group.id);
  return found;
}

function heightOf(node) {
  const lines = (node.label || folding(node.text)).split("\n").length + (node.cited ? 1 : 0);
  return lines * LINE + PADDING;
}

// Lines of some two dozen letters, for the groups, which have no label of their own.
function folding(text) {
  return text.replace(/(.{12,22}?)\s+/g, "$1\n");
}

// Leaves get a row each in reading order; the others stand at the middle of what hangs under them,
// but on the firmest way up from the chosen element each stands beside the next, so that it runs
// straight.
function places(ids) {
  const way = nodes.has(state.selected) ? pathOf(state.selected).path : [];
  const under = new Map();
  const tops = [];
  for (const node of inOrder([...ids].map(get))) {
    const parent = parentsOf(node.id).find((id) => ids.has(id));
    if (parent === undefined || leadsTo(parent, node.id, under)) tops.push(node);
    else {
      if (!under.has(parent)) under.set(parent, []);
      under.get(parent).push(node);
    }
  }
  const found = new Map();
  const room = (node) => {
    const inner = (under.get(node.id) || []).reduce((sum, child) => sum + room(child), 0);
    return Math.max(heightOf(node) + BETWEEN, inner);
  };
  const put = (node, top) => {
    const children = under.get(node.id) || [];
    const whole = room(node);
    let y = top + (whole - children.reduce((sum, child) => sum + room(child), 0)) / 2;
    for (const child of children) {
      put(child, y);
      y += room(child);
    }
    const half = heightOf(node) / 2;
    const ends = children.length ? [children[0], children[children.length - 1]] : [];
    const next = children.find((child) => way.includes(child.id));
    const middle = ends.length ? (found.get(ends[0].id).y + found.get(ends[1].id).y) / 2 : top + whole / 2;
    const wanted = next ? found.get(next.id).y : middle;
    found.set(node.id, { x: node.x, y: Math.min(Math.max(wanted, top + half), top + whole - half) });
  };
  let y = 0;
  for (const node of tops) {
    put(node, y);
    y += room(node) + BETWEEN;
  }
  return found;
}

function leadsTo(start, goal, under) {
  const below = (under.get(goal) || []).map((node) => node.id);
  return below.includes(start) || below.some((id) => leadsTo(start, id, under));
}

function drawMap() {
  startMap();
  if (!network) return;
  const ids = shown();
  const thread = state.selected ? threadOf(state.selected) : { ids: new Set(), steps: new Set() };
  const held = made.has(state.selected) ? new Set(get(state.selected).inside) : new Set();
  const isLit = (id) => !state.selected || id === state.selected || thread.ids.has(id) || held.has(id);
  const where = places(ids);
  const drawn = [...ids].map((id) => mapNode(get(id), where.get(id), isLit(id), thread.ids.has(id)));
  const lines = edges
    .filter((edge) => ids.has(edge.from) && ids.has(edge.to))
    .filter((edge) => edge.stated || !state.onlyStated)
    .map((edge) => mapEdge(edge, thread.steps.has(edge)));
  for (const group of made.values()) {
    if (!ids.has(group.id)) continue;
    if (group.area) lines.push(groupEdge(group.id, group.area));
    else for (const id of group.inside) if (ids.has(id)) lines.push(groupEdge(id, group.id));
  }
  onMap.edges.clear();
  onMap.nodes.clear();
  onMap.nodes.add(drawn);
  onMap.edges.add(lines);
  headings = columnsOf([...ids].map(get));
  bringIntoView(ids, thread.ids);
}

function columnsOf(some) {
  const found = new Map();
  for (const node of some) {
    if (node.kind === "group" || !reaching.has(node.id)) continue;
    if (!found.has(node.level)) found.set(node.level, { x: node.x, names: new Set() });
    const kind = node.kind === "reform_measure" ? "measure" : node.kind;
    found.get(node.level).names.add(node.level > 5 ? words.restating : rest.kinds[kind] || rest.kinds[node.kind]);
  }
  return [...found.values()].map(({ x, names }) => ({ x, text: [...names].join(" / ") }));
}

// The names of the levels stay along the top, whatever part of the map is seen.
function drawHeadings(context) {
  const scale = network.getScale();
  const corner = network.DOMtoCanvas({ x: 0, y: 0 });
  context.save();
  context.fillStyle = colour("--soft");
  context.fillRect(corner.x, corner.y, mapBox.clientWidth / scale, HEAD / scale);
  context.font = `600 ${12 / scale}px system-ui, sans-serif`;
  context.fillStyle = colour("--quiet");
  for (const column of headings) {
    context.fillText(capital(column.text), column.x - BOX / 2, corner.y + 17 / scale, BOX + 24);
  }
  context.restore();
}

function mapNode(node, place, isLit, isOnThread) {
  const red = node.id === state.selected || (isOnThread && isLit);
  const closed = childrenOf(node.id).length && !state.open.has(node.id);
  const lines = [node.label || folding(node.text)];
  if (node.cited) lines.push(`(${words.cited})`);
  const line = node.gap ? colour("--gap") : colour("--line");
  const ground = colour(`--level-${Math.min(node.level, 6)}`);
  const shade = (name, share) => (isLit ? name : mixed(name, colour("--paper"), share));
  return {
    id: node.id,
    label: lines.join("\n") + (closed ? `  ▸ ${childrenOf(node.id).length}` : ""),
    title: tooltip(node),
    x: place.x,
    y: place.y,
    borderWidth: node.id === state.selected ? 4 : red ? 2.5 : node.gap ? 2 : 1.2,
    color: {
      background: shade(ground, 0.45),
      border: red ? colour("--thread") : shade(line, 0.45),
      hover: { background: colour("--soft"), border: colour("--accent") },
    },
    font: { color: shade(colour("--ink"), 0.65) },
    shapeProperties: {
      borderRadius: 4,
      borderDashes: node.gap ? [7, 4] : node.cited ? [2, 3] : node.kind === "group" ? [1, 2] : false,
    },
  };
}

// One colour faded towards another; both are #rrggbb. Faded boxes stay solid, so that no line
// runs through their text.
function mixed(one, other, share) {
  const part = (text, at) => parseInt(text.slice(at, at + 2), 16);
  const channel = (at) => Math.round(part(one, at) * share + part(other, at) * (1 - share));
  return `#${[1, 3, 5].map((at) => channel(at).toString(16).padStart(2, "0")).join("")}`;
}

function tooltip(node) {
  const gap = node.gap ? ` – ⚠ ${node.gap}` : "";
  return el("div", {}, el("b", {}, rest.kinds[node.kind] || ""), ` ${nameOf(node)}${gap}`);
}

function mapEdge(edge, isOnThread) {
  const faded = state.selected && !isOnThread;
  return {
    id: `${edge.from}>${edge.to}>${edge.relation}`,
    from: edge.from,
    to: edge.to,
    dashes: edge.stated ? false : [6, 5],
    width: isOnThread ? 3 : 1.2,
    color: { color: colour(isOnThread ? "--thread" : "--line"), opacity: faded ? 0.35 : 1, inherit: false },
    arrows: { to: { enabled: true, scaleFactor: isOnThread ? 0.25 : 0.4 } },
  };
}

function groupEdge(from, to) {
  const color = { color: colour("--line"), opacity: state.selected ? 0.35 : 1, inherit: false };
  return { id: `${from}>${to}`, from, to, dashes: [2, 4], width: 1, color, arrows: { to: { enabled: false } } };
}

// All of it where that can be read; else the thread and what hangs under it; else the firmest way
// up; else as much around the chosen element as can be read.
function bringIntoView(ids, thread) {
  const below = childrenOf(state.selected).map((node) => node.id);
  const { path } = state.selected && !made.has(state.selected) ? pathOf(state.selected) : { path: [state.selected] };
  const tries = [[...ids]];
  if (state.selected) tries.push([state.selected, ...thread, ...below], [...path, ...below], path);
  for (const some of tries) {
    network.fit({ nodes: some.filter((id) => ids.has(id)), maxZoomLevel: 1.05, animation: false });
    if (network.getScale() < READABLE) continue;
    network.moveTo({ scale: network.getScale() * 0.97, offset: { x: 0, y: HEAD / 2 }, animation: false });
    return;
  }
  if (!state.selected) return;
  const middle = network.getViewPosition();
  const y = network.getPosition(state.selected).y;
  network.moveTo({ scale: READABLE, position: { x: middle.x, y }, animation: false });
}

function zoom(factor) {
  if (network) network.moveTo({ scale: network.getScale() * factor, animation: false });
}

mapDetails.addEventListener("toggle", () => mapDetails.open && drawMap());
document.getElementById("zoom-in").addEventListener("click", () => zoom(1.25));
document.getElementById("zoom-out").addEventListener("click", () => zoom(0.8));
document.getElementById("fit").addEventListener("click", () => network && network.fit({ animation: false }));
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawMap());
