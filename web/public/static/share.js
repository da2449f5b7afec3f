// Buttons that need a script stand where they can do something, and nowhere else.
"use strict";
(() => {
  function offer(item, act) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "plain", textContent: item.dataset.label });
    button.addEventListener("click", act);
    item.append(button);
    item.hidden = false;
  }

  for (const item of document.querySelectorAll("[data-share]")) {
    const { share: url, words: title } = item.dataset;
    if (navigator.share) offer(item, () => navigator.share({ title, url }).catch(() => undefined));
  }
  for (const item of document.querySelectorAll("[data-print]")) offer(item, () => print());
})();
