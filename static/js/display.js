// Larger text and dark colours, remembered in this browser. Comfort only: without script the buttons stay hidden, the
// system decides the colours and the browser's own zoom the size.
// Linked in <head> without "defer" on purpose: the choice has to be set before the first paint, or the page would jump.
(() => {
  "use strict";
  const root = document.documentElement;
  const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

  // Storage throws when the reader has forbidden it; the buttons then work for this page only.
  const remembered = (key) => {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  const remember = (key, value) => {
    try { localStorage.setItem(key, value); } catch { /* nothing to keep it in */ }
  };

  const large = () => root.dataset.size === "large";
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);

  if (remembered("size") === "large") root.dataset.size = "large";
  if (["light", "dark"].includes(remembered("site-theme"))) root.dataset.theme = remembered("site-theme");

  const show = () => {
    for (const button of document.querySelectorAll("[data-display]")) {
      button.setAttribute("aria-pressed", String(button.dataset.display === "size" ? large() : dark()));
    }
  };

  const toggle = (what) => {
    if (what === "size") {
      root.dataset.size = large() ? "normal" : "large";
      remember("size", root.dataset.size);
    } else {
      root.dataset.theme = dark() ? "light" : "dark";
      remember("site-theme", root.dataset.theme);
    }
    show();
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll(".display")) group.hidden = false;
    for (const button of document.querySelectorAll("[data-display]")) {
      button.addEventListener("click", () => toggle(button.dataset.display));
    }
    show();
  });
  systemDark.addEventListener("change", show);
})();
