"use strict";

// The text field for SPARQL as an editor with colours and completion of what the ontology knows.
// Without this script, or without the library, the field is a field.

(() => {
  const field = document.getElementById("sparql");
  const form = document.getElementById("sparql-form");
  if (!field || !form || typeof Yasqe === "undefined") return;
  const home = document.createElement("div");
  field.before(home);
  const editor = new Yasqe(home, {
    value: field.value,
    editorHeight: "auto",
    lineWrapping: true,
    // Tab moves on: an editor that keeps it is a trap for those who use the keyboard alone.
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Space": Yasqe.autoComplete, "Ctrl-Enter": () => form.requestSubmit() },
  });
  const input = editor.getInputField();
  input.setAttribute("aria-label", document.querySelector("label[for=sparql]").textContent);
  input.setAttribute("aria-describedby", "sparql-help");
  field.hidden = true;
  form.addEventListener("submit", () => {
    field.value = editor.getValue();
  });
})();
