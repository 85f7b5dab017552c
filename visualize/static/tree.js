// The list: a tree that is worked by arrows, Enter and click, and drives the map.

const listBox = document.getElementById("list");
let rows = [];
let lit = new Set();
let current = "";

function el(name, attributes, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...inside.filter((part) => part !== null && part !== undefined));
  return made;
}

// Text of a plan: a text node in its own language, kept from turning the text around it.
function planText(node) {
  return node.lang ? el("bdi", { lang: node.lang }, node.text) : node.text;
}

function drawList() {
  const had = listBox.contains(document.activeElement);
  rows = [];
  lit = state.selected ? threadOf(state.selected).ids : new Set();
  const tree = el("ul", { role: "tree", "aria-labelledby": "list-title", class: "tree" });
  for (const root of roots()) tree.append(drawItem(root, root.id, 1));
  if (!rows.length) listBox.replaceChildren(el("p", {}, words["nothing-kept"]));
  else listBox.replaceChildren(tree);
  if (!rows.some((row) => row.path === current)) current = rows.length ? rows[0].path : "";
  setCurrent(current, had);
}

function drawItem(node, path, level) {
  const children = childrenOf(node.id).filter((child) => !path.split("/").includes(child.id));
  const open = state.open.has(node.id);
  const label = `row-${path}`;
  const item = el("li", {
    role: "treeitem",
    id: `item-${path}`,
    "aria-labelledby": label,
    "aria-level": level,
    "aria-expanded": children.length ? String(open) : null,
    "aria-selected": String(path === state.at),
    tabindex: "-1",
  });
  const row = el("span", { class: rowClass(node), id: label });
  row.append(
    el("span", { class: "twist", "aria-hidden": "true" }, children.length ? (open ? "▾" : "▸") : ""),
    el("span", { class: "name" }, node.code ? el("b", {}, `${node.code} `) : null, planText(node)),
    ...marks(node),
  );
  item.append(row);
  rows.push({ path, node, item, row, children: children.length, level });
  if (children.length && open) {
    const group = el("ul", { role: "group" });
    for (const child of children) group.append(drawItem(child, `${path}/${child.id}`, level + 1));
    item.append(group);
  }
  return item;
}

function rowClass(node) {
  return [
    "row",
    `kind-${node.kind}`,
    node.gap ? "has-gap" : "",
    node.cited ? "is-cited" : "",
    node.id === state.selected ? "is-selected" : "",
    lit.has(node.id) ? "on-thread" : "",
  ].join(" ");
}

function marks(node) {
  const found = [el("span", { class: "kind" }, rest.kinds[node.kind] || "")];
  if (node.serves) {
    found.push(el("span", { class: "count" }, say("measures", { count: measuresUnder(node).length })));
  }
  if (node.level > 5) found.push(el("span", { class: "cited-sign" }, words.restating));
  if (node.gap) found.push(el("span", { class: "gap-sign" }, `⚠ ${node.gap}`));
  if (node.cited) found.push(el("span", { class: "cited-sign" }, words.cited));
  return found;
}

function setCurrent(path, focus) {
  current = path;
  for (const row of rows) row.item.tabIndex = row.path === path ? 0 : -1;
  const here = rows.find((row) => row.path === path);
  if (here && focus) {
    here.item.focus({ preventScroll: true });
    here.row.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

function toggle(id, open) {
  if (open) state.open.add(id);
  else state.open.delete(id);
}

function listKey(event) {
  const at = rows.findIndex((row) => row.path === current);
  if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const here = rows[at];
  const isOpen = here.children && state.open.has(here.node.id);
  const go = (to) => rows[to] && setCurrent(rows[to].path, true);
  const parent = rows.findIndex((row) => row.path === here.path.split("/").slice(0, -1).join("/"));
  const actions = {
    ArrowDown: () => go(at + 1),
    ArrowUp: () => go(at - 1),
    Home: () => go(0),
    End: () => go(rows.length - 1),
    ArrowRight: () => (isOpen ? go(at + 1) : here.children && openOnly(here.node.id, true)),
    ArrowLeft: () => (isOpen ? openOnly(here.node.id, false) : go(parent)),
    Enter: () => choose(here.node.id, here.path),
    " ": () => choose(here.node.id, here.path),
  };
  const act = actions[event.key] || typed(event.key, at);
  if (!act) return;
  event.preventDefault();
  act();
}

// A letter goes to the next row that begins with it.
function typed(key, at) {
  if (key.length !== 1 || !folded(key)) return null;
  const after = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
  const hit = after.find((row) => folded(nameOf(row.node)).startsWith(folded(key)));
  return hit ? () => setCurrent(hit.path, true) : null;
}

function listClick(event) {
  const item = event.target.closest("[role=treeitem]");
  const hit = rows.find((row) => row.item === item);
  if (!hit) return;
  current = hit.path;
  item.focus({ preventScroll: true });
  choose(hit.node.id, hit.path);
}

listBox.addEventListener("keydown", listKey);
listBox.addEventListener("click", listClick);
