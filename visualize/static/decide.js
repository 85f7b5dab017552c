"use strict";

// While a decision is saved the graph is built anew, which takes a moment: the button says so, and
// a second press sends nothing. Without scripts the form is sent all the same.

(() => {
  for (const form of document.querySelectorAll("form[data-busy]")) {
    const button = form.querySelector("button[type=submit]");
    const words = button.innerHTML;

    form.addEventListener("submit", (event) => {
      if (button.getAttribute("aria-busy") === "true") {
        event.preventDefault();
        return;
      }
      button.setAttribute("aria-busy", "true");
      button.setAttribute("aria-disabled", "true");
      button.textContent = form.dataset.busy;
    });

    // Back in the history the page may come as it was left.
    window.addEventListener("pageshow", () => {
      if (button.getAttribute("aria-busy") !== "true") return;
      button.removeAttribute("aria-busy");
      button.removeAttribute("aria-disabled");
      button.innerHTML = words;
    });
  }

  // What went wrong, or what was done, is where reading goes on.
  const first = document.getElementById("feil") || document.getElementById("status");
  if (first) first.focus();

  // Whoever names another element has chosen it.
  const other = document.getElementById("kobling-mal");
  const choice = document.querySelector("input[name=valg][value=annen]");
  if (other && choice) other.addEventListener("input", () => (choice.checked = true));
})();
