"use strict";

// What scripts add to pages that work without them: lists on a site of files are filtered and
// sorted here; on a server the form does it. Where a list is in groups it is so in its first order
// alone; in another the rows stand together.

(() => {
  const form = document.querySelector("form[data-filters]");
  const tables = [...document.querySelectorAll("[data-rows]")];
  if (!form) return;
  const rows = tables.flatMap((table) => [...(table.tBodies ? table.tBodies[0].rows : table.children)]);
  if (!rows.length) return;
  const count = document.querySelector("[data-count]");
  const homes = new Map(rows.map((row) => [row, row.parentElement]));
  const groups = [...document.querySelectorAll("[data-group]")];
  const first = form.elements.sorter ? form.elements.sorter.value : "";

  const regroup = (isGrouped) => {
    for (const group of groups) {
      const shown = [...group.querySelector("[data-rows]").children].filter((row) => !row.hidden);
      group.hidden = !shown.length;
      group.classList.toggle("is-grouped", isGrouped);
      group.querySelector("h2").hidden = !isGrouped;
      group.querySelector("[data-group-count]").textContent = shown.length;
    }
  };

  const show = () => {
    const chosen = [...form.elements].filter((field) => field.name && field.value);
    let shown = 0;
    for (const row of rows) {
      const fits = chosen.every((field) => {
        if (field.name === "sorter" || field.type === "hidden") return true;
        return (row.getAttribute(`data-f-${field.name}`) || "").split(" ").includes(field.value);
      });
      row.hidden = !fits;
      shown += fits;
    }
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
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  if (location.search) show();
})();
