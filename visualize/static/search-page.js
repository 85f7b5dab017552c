"use strict";

// The search page of a site of files: searches the index in the page while one types, with the words
// that stand in the index. Needs search-core.js before it. The page has
//   <script type="application/json" id="search-index">…</script>
//   <form id="search-form"> with <input name="q"> and perhaps <select name="type">
//   <ol id="search-results">, and perhaps <p id="search-status"> and <p id="search-suggestions">.
// Everything found is put in as text.

(() => {
  const source = document.getElementById("search-index");
  const form = document.getElementById("search-form");
  const results = document.getElementById("search-results");
  const field = form && form.elements.q;
  if (!source || !results || !field) return;

  // Letters come faster than anyone reads; a voice waits until they have come to an end.
  const SHOWN_AFTER = 120;
  const TOLD_AFTER = 700;
  const LIMIT = 50;

  const made = (name, className, ...inside) => {
    const node = document.createElement(name);
    if (className) node.className = className;
    node.append(...inside);
    return node;
  };
  const placed = (id) => {
    const there = document.getElementById(id);
    if (there) return there;
    const node = made("p");
    node.id = id;
    results.before(node);
    return node;
  };
  const status = placed("search-status");
  status.setAttribute("role", "status");
  status.setAttribute("aria-live", "polite");
  const suggested = placed("search-suggestions");

  let index = null;
  let words = null;
  const ready = () => {
    if (index) return;
    const data = JSON.parse(source.textContent);
    index = searchCore.open(data);
    words = data.words;
  };
  const say = (key, fields) => words[key].replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);

  // --- what is shown ----------------------------------------------------------------------

  const ownWords = (language, ...inside) => {
    const node = made("bdi", "", ...inside);
    if (language !== document.documentElement.lang) node.lang = language;
    return node;
  };

  const marked = (text, spans) => {
    const parts = [];
    let last = 0;
    for (const [start, end] of spans) {
      parts.push(text.slice(last, start), made("mark", "", text.slice(start, end)));
      last = end;
    }
    return [...parts, text.slice(last)];
  };

  const shown = ({ entry, field: where, excerpt, spans }) => {
    const item = made("li", "search-hit");
    const kind = [words.kinds[entry.kind] || entry.kind];
    if (entry.plan) kind.push(" · ", ownWords(entry.language, entry.plan));
    item.append(made("p", "search-kind", ...kind));
    const link = made("a", "ds-link");
    link.href = entry.address;
    if (entry.code) link.append(made("span", "code", entry.code), " ");
    link.append(ownWords(entry.language, ...(where === "label" ? marked(excerpt, spans) : [entry.label])));
    item.append(made("p", "search-label", link));
    if (where === "description" || where === "quote") {
      const told = ownWords(entry.language, ...marked(excerpt, spans));
      item.append(made("p", "search-excerpt", made("span", "search-where", words[where]), " ", told));
    }
    return item;
  };

  let telling = 0;
  const tell = (text) => {
    clearTimeout(telling);
    telling = setTimeout(() => {
      if (status.textContent !== text) status.textContent = text;
    }, TOLD_AFTER);
  };

  const counted = (text, { hits, total, isCut }) => {
    if (!text) return "";
    const { most_words: most, most_letters: letters } = index.rules;
    const cut = isCut ? ` ${say("cut", { words: most, letters })}` : "";
    if (!total) return say("none", { text }) + cut;
    if (total === 1) return say("one", {}) + cut;
    return say(total > hits.length ? "first" : "many", { count: total, shown: hits.length }) + cut;
  };

  const show = () => {
    ready();
    const text = field.value.trim();
    const kind = form.elements.type && form.elements.type.value;
    const found = searchCore.search(index, text, { limit: LIMIT, kinds: kind ? [kind] : null });
    results.replaceChildren(...found.hits.map(shown));
    results.hidden = !found.hits.length;
    tell(counted(text, found));
    const others = found.total || !text ? [] : searchCore.suggestions(index, text);
    suggested.hidden = !others.length;
    suggested.replaceChildren(...(others.length ? [words.suggested, " ", ...listed(others)] : []));
  };

  const listed = (others) =>
    others.flatMap((other, at) => {
      const link = made("a", "ds-link", other);
      link.href = address(other);
      link.lang = "nb";
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        event.preventDefault();
        field.value = other;
        field.focus();
        keep(true);
        show();
      });
      return at ? [", ", link] : [link];
    });

  // --- the address ------------------------------------------------------------------------

  const address = (text) => {
    const query = new URLSearchParams(location.search);
    if (text) query.set("q", text);
    else query.delete("q");
    for (const { name, value } of form.elements.type ? [form.elements.type] : []) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const asked = query.toString();
    return location.pathname + (asked && `?${asked}`);
  };

  // A question is a step of the history; the letters it is typed with are not. It is done with when
  // it was asked for, and what is typed then is another.
  let isDone = true;
  const keep = (isAsked) => {
    const here = address(field.value.trim());
    const query = new URLSearchParams(location.search);
    const isSame = new URLSearchParams(here.split("?")[1] || "").toString() === query.toString();
    try {
      if (!isSame && isDone && query.get("q")) history.pushState(null, "", here);
      else if (!isSame) history.replaceState(null, "", here);
    } catch (error) {
      // A page opened as a file may not change its address.
      if (error.name !== "SecurityError") throw error;
    }
    if (!isSame || isAsked) isDone = isAsked;
  };

  const read = () => {
    const query = new URLSearchParams(location.search);
    field.value = query.get("q") || "";
    if (form.elements.type) form.elements.type.value = query.get("type") || "";
  };

  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      keep(false);
      show();
    }, SHOWN_AFTER);
  };
  const now = (event) => {
    if (event) event.preventDefault();
    clearTimeout(waiting);
    keep(true);
    show();
  };

  field.addEventListener("input", soon);
  form.addEventListener("submit", now);
  if (form.elements.type) form.elements.type.addEventListener("change", () => now());
  window.addEventListener("popstate", () => {
    isDone = true;
    read();
    show();
  });
  form.hidden = false;
  read();
  if (field.value) show();
})();
