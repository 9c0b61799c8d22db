// What staff typed that has not reached the server yet, kept in this browser until it has. On every staff page: it says
// what is still here, asks before logging out would clear it, and keeps each form's token against forgery fresh.
(() => {
  "use strict";
  const MINE = `typing:${document.currentScript.dataset.user}:`;
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
