"use strict";

// What scripts add to pages that work without them: lists on a site of files are filtered and
// sorted here; on a server the form does it.

(() => {
  const form = document.querySelector("form[data-filters]");
  const table = document.querySelector("[data-rows]");
  if (!form) return;
  const rows = table ? [...(table.tBodies ? table.tBodies[0].rows : table.children)] : [];
  if (!rows.length) return;
  const count = document.querySelector("[data-count]");
  const home = rows[0].parentElement;

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
    home.append(...[...rows].sort((one, other) => rank(one) - rank(other)));
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
