// The page: ties list, map and panel together.

const controls = document.getElementById("controls");
const searchBox = document.getElementById("search");
const planBox = document.getElementById("plan");
const hitsBox = document.getElementById("hits-box");
const hitsTold = document.getElementById("hits-told");
const hitList = document.getElementById("hits");
const MOST_HITS = 30;

function redraw() {
  drawList();
  drawPanel();
  drawPath();
  drawMap();
}

function openOnly(id, open) {
  toggle(id, open);
  drawList();
  drawMap();
}

// Choosing an element selects it and opens it; choosing it again closes it. From search or panel
// («jump») the list opens down to it.
function choose(id, path, jump) {
  const node = get(id);
  if (!node) return;
  const again = state.selected === id && state.open.has(id) && !jump;
  state.selected = id;
  toggle(id, !again);
  if (jump || !path) {
    const way = wayTo(id);
    way.slice(0, -1).forEach((above) => state.open.add(above));
    current = way.join("/");
  }
  state.at = current;
  redraw();
  if (jump) setCurrent(current, true);
  else if (!path) rows.find((row) => row.path === current)?.row.scrollIntoView({ block: "nearest" });
  remember(node);
}

// The address names the element, so that it can be sent to a colleague.
function remember(node) {
  if (node.iri) history.replaceState(null, "", `#${encodeURIComponent(rest.base + node.iri)}`);
}

function openStart() {
  state.open = new Set();
  for (const root of roots()) {
    if (root.kind === "group") continue;
    state.open.add(root.id);
    for (const area of childrenOf(root.id)) {
      if (childrenOf(area.id).some((child) => child.kind === "main_goal")) state.open.add(area.id);
    }
  }
}

function startAgain() {
  Object.assign(state, { selected: "", at: "", plan: 0, onlyGaps: false, onlyStated: false });
  controls.reset();
  planBox.value = "";
  showHits();
  index();
  openStart();
  current = "";
  redraw();
}

function filter() {
  state.plan = Number(planBox.value);
  state.onlyGaps = document.getElementById("only-gaps").checked;
  state.onlyStated = document.getElementById("only-stated").checked;
  index();
  if (state.selected && !(kept.has(state.selected) || made.has(state.selected))) state.selected = "";
  if (state.onlyGaps) for (const id of kept) if (get(id).level < 4) state.open.add(id);
  redraw();
  showHits();
  pathLine.replaceChildren(say("kept", { count: kept.size, all: nodes.size }));
}

function showHits() {
  const text = searchBox.value;
  hitsBox.hidden = !folded(text);
  const hits = search(text);
  hitsTold.textContent = folded(text)
    ? say(hits.length > MOST_HITS ? "hits-many" : "hits", { count: hits.length, shown: MOST_HITS })
    : "";
  hitList.replaceChildren(
    ...hits.slice(0, MOST_HITS).map((node) => {
      const button = el("button", { type: "button", class: "to" }, node.code ? `${node.code} ` : "", planText(node));
      button.addEventListener("click", () => jump(node.id));
      return el("li", {}, button, " ", el("span", { class: "kind" }, rest.kinds[node.kind]));
    }),
  );
}

function jump(id) {
  searchBox.value = "";
  showHits();
  openStart();
  choose(id, "", true);
}

controls.addEventListener("submit", (event) => {
  event.preventDefault();
  const [first] = search(searchBox.value);
  if (first) jump(first.id);
});
searchBox.addEventListener("input", showHits);
searchBox.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  searchBox.value = "";
  showHits();
});
for (const id of ["plan", "only-gaps", "only-stated"]) document.getElementById(id).addEventListener("change", filter);
document.getElementById("to-panel").addEventListener("click", () => document.getElementById("panel").focus());
document.getElementById("again").addEventListener("click", startAgain);

rest.plans.forEach((plan, at) => {
  if ([...nodes.values()].some((node) => node.plan === at + 1)) {
    planBox.append(el("option", { value: at + 1, lang: plan.lang }, plan.text + (plan.read ? "" : ` (${plan.status})`)));
  }
});

document.documentElement.classList.add("js");
if (window.matchMedia("(max-width: 59.99rem)").matches) mapDetails.open = false;
if (rest.plan) planBox.value = String(rest.plan);
index();
openStart();
redraw();

function atStart() {
  if (rest.start) return rest.start;
  const named = decodeURIComponent(location.hash.slice(1));
  return [...nodes.values()].find((node) => rest.base + node.iri === named)?.id;
}

const first = atStart();
if (first) choose(first, "", false);
document.documentElement.dataset.ready = String(Math.round(performance.now()));
