"use strict";

// The graph as the page knows it: nodes, steps up and down, what is open, what is filtered away.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const rest = read("rest");
const words = rest.words;
const blank = { code: "", gap: "", word: "", cited: false, plan: 0, page: "", seen: [], serves: null, details: [], findings: [] };
const nodes = new Map(read("nodes").map((node) => [node.id, { ...blank, ...node, kind: node.group }]));
const edges = read("edges");

const OUTSIDE = "outside";
const DIRECT = "direct-";
const COLUMN = 210;
const state = {
  open: new Set(),
  selected: "",
  at: "",
  plan: rest.plan,
  onlyGaps: false,
  onlyStated: false,
};

const say = (key, fields) =>
  words[key].replace(/\{(\w+)\}/g, (whole, name) => String((fields || {})[name] ?? whole));

const nameOf = (node) => (node.code ? `${node.code} ${node.text}` : node.text);

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Everything below is worked out anew whenever a filter changes.
let up = new Map();
let down = new Map();
let reaching = new Set();
let kept = new Set();
let made = new Map();

function get(id) {
  return nodes.get(id) || made.get(id);
}

function index() {
  up = new Map();
  down = new Map();
  for (const edge of edges) {
    if (state.onlyStated && !edge.stated) continue;
    if (!up.has(edge.from)) up.set(edge.from, []);
    if (!down.has(edge.to)) down.set(edge.to, []);
    up.get(edge.from).push(edge);
    down.get(edge.to).push(edge);
  }
  reaching = reach();
  kept = keep();
  made = new Map();
  for (const [id, group] of [...outside(), ...direct()]) made.set(id, group);
}

// What leads to a vision. A step «restates» is only ever the first of a thread.
function reach() {
  const found = new Set([...nodes.values()].filter((n) => n.kind === "vision").map((n) => n.id));
  const waiting = [...found];
  while (waiting.length) {
    for (const edge of down.get(waiting.pop()) || []) {
      if (found.has(edge.from)) continue;
      found.add(edge.from);
      if (edge.relation !== "restates") waiting.push(edge.from);
    }
  }
  return found;
}

function keep() {
  const all = [...nodes.values()];
  if (!state.plan && !state.onlyGaps) return new Set(nodes.keys());
  const found = new Set();
  for (const node of all) {
    if (state.plan && node.plan !== state.plan) continue;
    if (state.onlyGaps && !node.gap) continue;
    for (const above of [node.id, ...threadOf(node.id).ids]) found.add(above);
  }
  return found;
}

// What leads to no vision stands in a group of its own, by type.
function outside() {
  const groups = new Map();
  for (const node of inOrder(nodes.values())) {
    const held = (up.get(node.id) || []).length > 0;
    if (reaching.has(node.id) || held || !kept.has(node.id)) continue;
    if (!groups.has(node.kind)) groups.set(node.kind, []);
    groups.get(node.kind).push(node.id);
  }
  const found = new Map();
  if (!groups.size) return found;
  const kinds = [...groups].map(([kind, ids]) => {
    const id = `${OUTSIDE}-${kind}`;
    const text = `${capital(rest.kinds[kind])} (${ids.length})`;
    found.set(id, groupOf(id, text, 1, ids));
    return id;
  });
  const text = words.outside;
  found.set(OUTSIDE, groupOf(OUTSIDE, text, 0, kinds));
  return found;
}

// What hangs straight under a focus area that also has main goals stands in a group there, so that
// the way down by main goals is seen first.
function direct() {
  const found = new Map();
  for (const area of nodes.values()) {
    if (area.kind !== "focus_area") continue;
    const children = childrenOf(area.id);
    const other = children.filter((child) => child.kind !== "main_goal");
    if (!other.length || other.length === children.length) continue;
    const id = DIRECT + area.id;
    const text = say("direct", { count: other.length });
    found.set(id, { ...groupOf(id, text, 2, other.map((child) => child.id)), area: area.id });
  }
  return found;
}

function groupOf(id, text, level, inside) {
  return { ...blank, id, kind: "group", text, lang: "", level, x: level * COLUMN, y: Infinity, inside };
}

// Siblings stand in reading order from top to bottom on the map that holds them all.
function inOrder(some) {
  return [...some].sort((a, b) => (a.y === b.y ? 0 : a.y - b.y));
}

function roots() {
  const visions = [...nodes.values()].filter((n) => n.kind === "vision" && kept.has(n.id));
  return [...inOrder(visions), ...(made.has(OUTSIDE) ? [made.get(OUTSIDE)] : [])];
}

// What hangs under an element: what its own plan says before what is inferred or restated.
function childrenOf(id) {
  const group = made.get(id);
  if (group) return group.inside.map(get);
  const rank = new Map();
  for (const edge of down.get(id) || []) {
    if (!kept.has(edge.from)) continue;
    const own = edge.relation === "restates" ? 2 : edge.stated ? 0 : 1;
    rank.set(edge.from, Math.min(own, rank.get(edge.from) ?? own));
  }
  const children = inOrder([...rank.keys()].map(get));
  children.sort((a, b) => rank.get(a.id) - rank.get(b.id) || Math.min(a.level, 6) - Math.min(b.level, 6));
  const other = made.get(DIRECT + id);
  return other ? [...children.filter((child) => !other.inside.includes(child.id)), other] : children;
}

function parentsOf(id) {
  const above = (up.get(id) || []).map((edge) => edge.to);
  if (above.length) return above;
  const group = made.get(id);
  if (group && group.area) return [group.area];
  return [...made.values()].filter((other) => other.inside.includes(id)).map((other) => other.id);
}

// All steps from an element that end in a vision: their elements and the steps themselves.
function threadOf(id) {
  const ids = new Set();
  const steps = new Set();
  const waiting = [id];
  while (waiting.length) {
    const here = waiting.pop();
    for (const edge of up.get(here) || []) {
      if (edge.relation === "restates" && here !== id) continue;
      if (!reaching.has(edge.to) || !reaching.has(id)) continue;
      steps.add(edge);
      if (!ids.has(edge.to)) {
        ids.add(edge.to);
        waiting.push(edge.to);
      }
    }
  }
  return { ids, steps };
}

// The firmest way up: each step the first of its element, as the page has them in order.
function pathOf(id) {
  const path = [id];
  const steps = [];
  for (;;) {
    const here = path[path.length - 1];
    const step = (up.get(here) || []).find(
      (edge) =>
        reaching.has(edge.to) &&
        !path.includes(edge.to) &&
        (edge.relation !== "restates" || here === id),
    );
    if (!step) return { path, steps };
    path.push(step.to);
    steps.push(step);
  }
}

// The way from an element up to a root of the list, through groups where there is no thread.
function wayTo(id) {
  const way = [id];
  for (;;) {
    const above = parentsOf(way[0]).find((parent) => !way.includes(parent));
    if (!above) return way;
    const group = made.get(DIRECT + above);
    if (group && group.inside.includes(way[0])) way.unshift(group.id);
    way.unshift(above);
  }
}

// Letters with strokes and rings are found by plain ones, and case and points don't matter.
function folded(text) {
  return text
    .toLowerCase()
    .replace(/ø/g, "o")
    .replace(/æ/g, "ae")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

for (const node of nodes.values()) {
  node.folded = folded(nameOf(node));
  node.foldedCode = folded(node.code).replace(/ /g, "");
}

function search(text) {
  const wanted = folded(text);
  if (!wanted) return [];
  const code = wanted.replace(/ /g, "");
  const parts = wanted.split(" ");
  const hits = inOrder(nodes.values()).filter(
    (node) =>
      kept.has(node.id) &&
      ((node.foldedCode && node.foldedCode === code) ||
        parts.every((part) => node.folded.includes(part))),
  );
  return hits.sort((a, b) => (b.foldedCode === code) - (a.foldedCode === code));
}

function measuresUnder(node) {
  const all = node.serves || [];
  return !state.plan ? all : all.filter((id) => get(id).plan === state.plan);
}
