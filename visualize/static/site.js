"use strict";

// What scripts add to pages that work without them: lists on a site of files are filtered and
// sorted here; on a server the form does it. A page that has not all rows sends its form to the one
// that has. Where a list is in groups it is so in its first order alone; in another the rows stand
// together.

// A file has no query, so the links to its other languages are given that of the page.
for (const link of document.querySelectorAll(".site-languages a")) {
  link.addEventListener("click", () => {
    if (location.search && !link.search) link.search = location.search;
  });
}

(() => {
  const form = document.querySelector("form[data-filters]");
  const tables = [...document.querySelectorAll("[data-rows]")];
  if (!form) return;
  form.hidden = false;
  if (form.dataset.filters === "elsewhere") return;
  const rows = tables.flatMap((table) => [...(table.tBodies ? table.tBodies[0].rows : table.children)]);
  if (!rows.length) return;
  const count = document.querySelector("[data-count]");
  const homes = new Map(rows.map((row) => [row, row.parentElement]));
  const groups = [...document.querySelectorAll("[data-group]")];
  const first = form.elements.sorter ? form.elements.sorter.value : "";
  const selects = [...form.elements].filter((field) => field.tagName === "SELECT" && field.name !== "sorter");
  const reset = form.querySelector("[data-reset]");

  const regroup = (isGrouped) => {
    for (const group of groups) {
      const shown = [...group.querySelector("[data-rows]").children].filter((row) => !row.hidden);
      group.hidden = !shown.length;
      group.classList.toggle("is-grouped", isGrouped);
      group.querySelector("h2").hidden = !isGrouped;
      group.querySelector("[data-group-count]").textContent = shown.length;
    }
  };

  const values = (row, field) => (row.getAttribute(`data-f-${field.name}`) || "").split(" ");
  const isChosen = (field) => field.value && field.value !== field.dataset.every;
  const fits = (row, fields) => fields.every((field) => values(row, field).includes(field.value));

  // How many rows each value would leave, the other choices standing.
  const recount = (chosen) => {
    for (const field of selects) {
      const others = chosen.filter((other) => other !== field);
      const left = rows.filter((row) => fits(row, others)).flatMap((row) => values(row, field));
      for (const option of field.options) {
        const number = left.filter((value) => value === option.value).length;
        option.textContent = option.textContent.replace(/\(\d+\)\s*$/, `(${number})`);
      }
    }
  };

  const show = () => {
    const chosen = selects.filter(isChosen);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !fits(row, chosen);
      shown += !row.hidden;
    }
    recount(chosen);
    if (reset) reset.hidden = !chosen.length;
    const order = form.elements.sorter ? form.elements.sorter.value : "";
    const rank = (row) => Number(row.getAttribute(`data-s-${order}`) || 0);
    const isGrouped = order === first;
    for (const row of [...rows].sort((one, other) => rank(one) - rank(other))) {
      homes.get(isGrouped ? row : rows[0]).append(row);
    }
    regroup(isGrouped);
    if (count) count.textContent = count.dataset.count.replace("{shown}", shown);
  };

  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements[name];
    if (field && field.tagName === "SELECT") field.value = value;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", `?${asked}`);
  });
  if (location.search) show();
})();
