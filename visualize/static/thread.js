"use strict";

// Saves the pictures of a page: as SVG as they stand, as PNG drawn from that. A saved picture has
// no links: where they would lead, nobody knows.

(() => {
  const source = (drawn) => {
    const alone = drawn.cloneNode(true);
    for (const link of alone.querySelectorAll("a")) link.removeAttribute("href");
    alone.setAttribute("role", "img");
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(alone)}`;
  };
  const svg = (drawn) => new Blob([source(drawn)], { type: "image/svg+xml" });

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const png = (drawn, name) => {
    const picture = new Image();
    const url = URL.createObjectURL(svg(drawn));
    picture.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      canvas.width = drawn.viewBox.baseVal.width * 2;
      canvas.height = drawn.viewBox.baseVal.height * 2;
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, name), "image/png");
      URL.revokeObjectURL(url);
    });
    picture.src = url;
  };

  for (const tools of document.querySelectorAll("[data-picture]")) {
    const drawn = document.querySelector(`${tools.dataset.picture} svg`);
    if (!drawn) continue;
    const { name } = tools.dataset;
    for (const [words, act] of [
      [tools.dataset.svg, () => save(svg(drawn), `${name}.svg`)],
      [tools.dataset.png, () => png(drawn, `${name}.png`)],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ds-button";
      button.dataset.variant = "secondary";
      button.textContent = words;
      button.addEventListener("click", act);
      tools.append(button);
    }
  }
})();
