"use strict";

// What scripts add to the hierarchy of goals: all opened or closed at once, and, on a site of files,
// the filter that a server has a form for.

(() => {
  const tree = document.querySelector("[data-tree]");
  if (!tree) return;
  const folds = [...tree.querySelectorAll("details")];
  const tools = document.querySelector("[data-open-all]");
  const button = (words, open) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "ds-button";
    made.dataset.variant = "secondary";
    made.textContent = words;
    made.addEventListener("click", () => folds.forEach((fold) => { fold.open = open; }));
    tools.append(made);
  };
  if (tools && folds.length) {
    button(tools.dataset.openAll, true);
    button(tools.dataset.closeAll, false);
  }

  const form = document.querySelector("form[data-tree-filters]");
  if (!form) return;
  const goals = [...tree.querySelectorAll(".goals > li")];
  const count = document.querySelector("[data-count]");
  const inPlan = form.dataset.inPlan;

  const show = () => {
    const chosen = [...form.elements].filter((f) => f.name && f.value && (f.type !== "checkbox" || f.checked));
    const plan = form.elements.plan ? form.elements.plan.value : "";
    let shown = 0;
    // One that fits shows all that it hangs under.
    for (const goal of goals) goal.hidden = true;
    for (const goal of goals) {
      const fits = chosen.every((f) => (goal.getAttribute(`data-f-${f.name}`) || "").split(" ").includes(f.value));
      goal.classList.toggle("is-passed", !fits);
      shown += fits;
      for (let at = fits ? goal : null; at; at = at.parentElement.closest(".goals > li")) at.hidden = false;
      const told = goal.querySelector(":scope > .goal [data-in-plan]");
      if (!told) continue;
      const at = (goal.dataset.pPlan || "").split(" ").indexOf(plan);
      told.hidden = !plan || at < 0;
      if (!told.hidden) told.textContent = inPlan.replace("{count}", goal.dataset.nPlan.split(" ")[at]);
    }
    for (const section of tree.querySelectorAll("[data-tree-section]")) {
      section.hidden = !section.querySelector(".goals > li:not([hidden])");
    }
    if (chosen.length) folds.forEach((fold) => { fold.open = true; });
    if (count) count.textContent = count.dataset.count.replace("{shown}", shown);
  };

  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements[name];
    if (field && field.type === "checkbox") field.checked = field.value === value;
    else if (field) field.value = value;
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  if (location.search) show();
})();
