// The proof of work of the residents' forms: ALTCHA's protocol (v2, PBKDF2), solved by the browser's own WebCrypto.
"use strict";
(() => {
  const AT_ONCE = 8, FRESH_MS = 8 * 60 * 1000;

  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

  async function derive(task, counter) {
    const password = new Uint8Array(task.nonce.length + 4);
    password.set(task.nonce);
    new DataView(password.buffer).setUint32(task.nonce.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: task.salt, iterations: task.cost };
    return hex(await crypto.subtle.deriveBits(how, key, task.bits));
  }

  async function solve() {
    const answer = await fetch("/challenge", { cache: "no-store", credentials: "omit" });
    if (!answer.ok) throw new Error("no challenge");
    const challenge = await answer.json(), set = challenge.parameters, begun = performance.now();
    const task = { nonce: bytes(set.nonce), salt: bytes(set.salt), cost: set.cost, bits: set.keyLength * 8 };
    for (let from = 0; ; from += AT_ONCE) {
      const keys = await Promise.all(Array.from({ length: AT_ONCE }, (_, step) => derive(task, from + step)));
      const found = keys.findIndex((key) => key.startsWith(set.keyPrefix));
      if (found < 0) continue;
      const solution = { counter: from + found, derivedKey: keys[found], time: performance.now() - begun };
      return btoa(JSON.stringify({ challenge, solution }));
    }
  }

  // Whoever asks for another code waits; tells whether they still do.
  function countdown(form, button) {
    const hint = form.querySelector("[data-wait]");
    if (!hint) return () => false;
    const until = Date.now() + hint.dataset.wait * 1000;
    const left = () => Math.ceil((until - Date.now()) / 1000);
    const tick = () => {
      hint.querySelector("span").textContent = Math.max(left(), 0);
      hint.hidden = left() <= 0;
      if (!hint.hidden) setTimeout(tick, 500);
      else button.removeAttribute("aria-disabled");
    };
    button.setAttribute("aria-disabled", "true");
    tick();
    return () => left() > 0;
  }

  function guard(form) {
    const status = form.querySelector("[data-status]"), button = form.querySelector("button");
    let work = null, since = 0, sending = false;
    const waits = countdown(form, button);
    const start = () => {
      if (work && Date.now() - since < FRESH_MS) return work;
      since = Date.now();
      work = solve();
      work.catch(() => { work = null; });
      return work;
    };
    form.addEventListener("focusin", start, { once: true });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (sending || waits()) return;
      sending = true;
      button.setAttribute("aria-disabled", "true");
      status.textContent = form.dataset.working;
      try {
        form.elements.altcha.value = await start();
        status.textContent = form.dataset.sending;
        form.submit();
      } catch {
        status.textContent = form.dataset.failed;
        button.removeAttribute("aria-disabled");
        sending = false;
      }
    });
    // The page may come back from the browser's memory, with a proof that is spent.
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      work = null;
      sending = false;
      status.textContent = "";
      if (!waits()) button.removeAttribute("aria-disabled");
    });
  }

  document.querySelectorAll("form[data-work]").forEach(guard);
})();
