// What staff typed that has not reached the server yet, kept in this browser until it has. On every staff page: it says
// what is still here, asks before logging out would clear it, keeps each form's token against forgery fresh, and tells
// the server that somebody is typing.
(() => {
  "use strict";
  const { user, here: stillHere } = document.currentScript.dataset;
  const MINE = `typing:${user}:`;
  const TOLD_EVERY = 60_000; // milliseconds
  const LONGEST_KEPT = 14 * 24 * 60 * 60 * 1000;

  // Storage throws when the person has forbidden it or when it is full.
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const keys = () => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith("typing:")); } catch { return []; }
  };
  const remove = (key) => {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  };

  // By the place of a form: {body, title, address, at}. The body is the form as it is sent, without its token.
  const copies = {
    read: (place) => read(MINE + place),
    remove: (place) => remove(MINE + place),
    write: (place, copy) => {
      try {
        localStorage.setItem(MINE + place, JSON.stringify({ ...copy, at: Date.now() }));
        return true;
      } catch {
        return false;
      }
    },
    all: () => keys().filter((key) => key.startsWith(MINE)).map((key) => ({ place: key.slice(MINE.length), ...read(key) })),
  };
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  window.localCopies = { ...copies, token };

  for (const key of keys()) {
    if (!(read(key)?.at > Date.now() - LONGEST_KEPT)) remove(key);
  }

  // Somebody who logged in again in another window has a new token; the forms of this page know the old one.
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("input[name=csrfmiddlewaretoken]");
    if (field && token()) field.value = token();
  }, true);

  document.getElementById("logout-form")?.addEventListener("submit", (event) => {
    const left = copies.all();
    const titles = left.map((copy) => `“${copy.title}”`).join("、");
    if (left.length && !window.confirm(`这台电脑上还有没送到服务器的内容：${titles}。退出就会清掉。要退出吗？`)) {
      event.preventDefault();
      return;
    }
    left.forEach((copy) => copies.remove(copy.place));
  });

  // Who types into a form that is not saved by itself is doing something too, and must not be logged out for it.
  let toldAt = Date.now();
  if (!document.getElementById("typing")) {
    document.addEventListener("input", () => {
      if (Date.now() - toldAt < TOLD_EVERY) return;
      toldAt = Date.now();
      fetch(stillHere, { method: "POST", headers: { "X-CSRFToken": token() } }).catch(() => {});
    });
  }

  const here = document.getElementById("typing")?.dataset.place;
  const elsewhere = copies.all().filter((copy) => copy.place !== here && copy.address?.startsWith("/"));
  const content = document.getElementById("content");
  if (!elsewhere.length || !content) return;
  const notice = document.createElement("p");
  notice.className = "local-copies";
  notice.append("这台电脑上还有没送到服务器的内容：");
  for (const copy of elsewhere) {
    const link = document.createElement("a");
    link.href = copy.address;
    link.textContent = copy.title;
    notice.append(link, " ");
  }
  content.prepend(notice);
})();
