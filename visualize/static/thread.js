"use strict";

// Saves the picture of a thread: as SVG as it stands, as PNG drawn from that.

(() => {
  const tools = document.querySelector("[data-picture]");
  const drawn = tools && document.querySelector(`${tools.dataset.picture} svg`);
  if (!drawn) return;
  const source = () => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(drawn)}`;
  const svg = () => new Blob([source()], { type: "image/svg+xml" });

  const save = (blob, ending) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${tools.dataset.name}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const png = () => {
    const picture = new Image();
    const url = URL.createObjectURL(svg());
    picture.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      canvas.width = drawn.viewBox.baseVal.width * 2;
      canvas.height = drawn.viewBox.baseVal.height * 2;
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, "png"), "image/png");
      URL.revokeObjectURL(url);
    });
    picture.src = url;
  };

  for (const [words, act] of [[tools.dataset.svg, () => save(svg(), "svg")], [tools.dataset.png, png]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ds-button";
    button.dataset.variant = "secondary";
    button.textContent = words;
    button.addEventListener("click", act);
    tools.append(button);
  }
})();
