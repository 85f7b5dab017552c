// The panel: what the chosen element is, where it stands, what it leads to, how sure that is.

const panelTitle = document.getElementById("panel-title");
const panelBody = document.getElementById("panel-body");
const pathBox = document.getElementById("path-box");
const pathLine = document.getElementById("path");

function drawPanel() {
  const node = nodes.get(state.selected);
  if (!node) {
    panelTitle.replaceChildren(words["panel-title"]);
    panelBody.replaceChildren(el("p", {}, words["panel-empty"]));
    return;
  }
  panelTitle.replaceChildren(node.code ? `${node.code} ` : "", planText(node));
  panelBody.replaceChildren(
    facts(node),
    ...findingsOf(node),
    el("h3", {}, words["steps-up"]),
    stepList(up.get(node.id) || [], (edge) => edge.to, words["no-steps-up"]),
    ...(childrenOf(node.id).length
      ? [el("h3", {}, words["steps-down"]), stepList(down.get(node.id) || [], (edge) => edge.from, "")]
      : []),
  );
}

function facts(node) {
  const list = el("dl", {});
  const add = (term, ...told) => list.append(el("dt", {}, term), el("dd", {}, ...told));
  add(words.type, capital(rest.kinds[node.kind]) + (node.word ? ` («${node.word}»)` : ""));
  const plan = rest.plans[node.plan - 1];
  if (plan) add(words.plan, el("bdi", { lang: plan.lang }, plan.text), plan.read ? "" : ` (${plan.status})`);
  if (node.cited) add(words.read, words.cited);
  if (node.serves) add(words["measures-here"], String(measuresUnder(node).length));
  for (const [term, values] of node.details) {
    add(capital(term), el("bdi", { lang: node.lang }, values.join("; ")));
  }
  if (node.seen.length) add(words.source, ...node.seen.map((at) => quote(at, node.lang)));
  if (node.page) add(words.more, el("a", { href: node.page }, words["element-page"]));
  add("IRI", el("code", {}, rest.base + node.iri));
  return list;
}

function quote(at, lang) {
  const [file, page, line, text] = rest.places[at];
  const where = page ? say("place-page", { file, page, line }) : say("place-line", { file, line });
  return el("div", { class: "source" }, el("q", { lang }, text), " ", el("cite", {}, where));
}

function findingsOf(node) {
  if (!node.findings.length) return [];
  const list = el("ul", { class: "findings" });
  for (const finding of node.findings) {
    const sign = finding.state === "open" ? "⚠ " : finding.state === "accepted" ? "✓ " : "? ";
    list.append(
      el("li", {}, `${sign}${finding.text} (${words[`state-${finding.state}`]})`,
        finding.decision ? el("br", {}) : null, finding.decision || null),
    );
  }
  return [el("h3", {}, words.findings), list];
}

function stepList(steps, end, none) {
  if (!steps.length) return el("p", {}, none);
  const list = el("ul", { class: "steps" });
  for (const edge of steps) {
    const other = get(end(edge));
    if (!other || !kept.has(other.id)) continue;
    const button = el("button", { type: "button", class: "to" }, other.code ? `${other.code} ` : "", planText(other));
    button.addEventListener("click", () => choose(other.id, "", true));
    const sure = say("step", {
      relation: rest.relations[edge.relation],
      method: rest.methods[edge.method],
      sure: edge.confidence.toFixed(2).replace(".", rest.decimal),
      stated: edge.stated ? words.stated : words.inferred,
    });
    list.append(
      el("li", { class: edge.stated ? "is-stated" : "is-inferred" }, button, " ",
        el("span", { class: "how" }, sure), ...sourcesOf(edge)),
    );
  }
  return list;
}

// The words a step rests on: the citing element's own first, so one is enough to see here.
function sourcesOf(edge) {
  return edge.seen.slice(0, 1).map((at) => quote(at, get(edge.from).lang));
}

// Read aloud, and shown above the map.
function drawPath() {
  const node = get(state.selected);
  pathBox.classList.toggle("is-thread", Boolean(node) && reaching.has(node.id));
  if (!node) return pathLine.replaceChildren(words["path-empty"]);
  if (!nodes.has(node.id)) return pathLine.replaceChildren(node.text);
  if (!reaching.has(node.id)) return pathLine.replaceChildren(planText(node), `: ${words["no-thread"]}`);
  const { path } = pathOf(node.id);
  const parts = [el("span", { class: "path-word" }, `${words.path}: `)];
  path.forEach((id, at) => {
    const step = get(id);
    if (at) parts.push(el("span", { class: "arrow" }, " → "));
    parts.push(`${rest.kinds[step.kind]} `, step.code ? `${step.code} ` : "", planText(step));
  });
  const others = threadOf(node.id).steps.size - (path.length - 1);
  if (others > 0) parts.push(` ${words["more-paths"]}`);
  pathLine.replaceChildren(...parts);
}
