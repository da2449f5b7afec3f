// What was typed goes along to the page in another language: the tab keeps it for that one step, and it is sent nowhere.
"use strict";
(() => {
  const KEPT = "typed";

  const ticked = (field) => field.type === "checkbox" || field.type === "radio";
  const changed = (field) => {
    if (ticked(field)) return field.checked !== field.defaultChecked;
    if (field.options) return Array.from(field.options).some((option) => option.selected !== option.defaultSelected);
    return field.value !== field.defaultValue;
  };

  function keep(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const fields = Array.from(document.querySelectorAll("main input:not([type=hidden]), main select")).filter(changed);
    const typed = fields.map((field) => [field.id, ticked(field) ? field.checked : field.value]);
    sessionStorage.setItem(KEPT, JSON.stringify([location.pathname, typed]));
  }

  function fill() {
    const [path, typed] = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
    sessionStorage.removeItem(KEPT);
    if (path !== location.pathname) return;
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (field) field[ticked(field) ? "checked" : "value"] = value;
    }
  }

  // A browser that is told to keep nothing shows the page in the other language all the same.
  try {
    fill();
    document.querySelectorAll(".tongues a").forEach((link) => link.addEventListener("click", keep));
  } catch { /* nothing is kept */ }
})();
