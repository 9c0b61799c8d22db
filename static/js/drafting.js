// Saves what is typed into an open form every few seconds, and shows who else has it open. Comfort only: without script
// the form is saved by its buttons. The server's side is publishing/admin/typing.py; local-copies.js is loaded before.
(() => {
  "use strict";
  const page = document.getElementById("typing");
  if (!page) return;
  const { url, address, place, user, login, title } = page.dataset;
  const opened = document.querySelector("form input[name=_opened]");
  const form = opened?.form; // who may only look has none
  const copies = window.localCopies;

  // Milliseconds.
  const QUIET = 3_000; // saved this long after the last key
  const LONGEST = 10_000; // and at least this often while typing goes on
  const LOOK = 4_000; // calendars and pop-ups write into the form without an event
  const BEAT = 15_000;
  const LONGEST_WAIT = 20_000; // for an answer
  const PATIENCE = 8_000; // beyond that, saving the form does not wait for autosave
  const SLOWEST_RETRY = 30_000;
  const MOST_ON_LEAVING = 60_000; // characters; browsers send no more from a page that is being closed

  const line = document.getElementById("typing-saved");
  const said = document.getElementById("typing-said");
  page.hidden = false;

  const show = (element, ...parts) => {
    const words = parts.map((part) => part.textContent ?? part).join("");
    if (element.textContent !== words) element.replaceChildren(...parts); // a screen reader hears it once
  };

  const serialise = () => {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    return new URLSearchParams(data).toString();
  };
  // What a person typed, without what the page says of itself.
  const typedIn = (body) => {
    const data = new URLSearchParams(body);
    for (const name of ["_opened", "_user", "_whole"]) data.delete(name);
    return data.toString();
  };
  const clock = (moment) => new Date(moment).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });

  let seen = form ? serialise() : ""; // the form as it was when last looked at
  let stored = seen; // what the server has of it
  let typed = false;
  let isLocal = false; // whether this browser keeps what the server has not
  let offer = null; // an older copy of this browser that nobody has decided about
  let isKept = false; // whether the server was given something to keep
  let isTwice = false; // whether another window of this browser has the same form open
  let changedAt = 0, unsentSince = 0, retryAt = 0, failures = 0, lastHeard = 0;
  let timer, sending = null, submitting = false, leaving = false;

  // --- Talking to the server ---

  const post = (body, options = {}) => fetch(url, {
    method: "POST",
    body: new URLSearchParams(body),
    headers: { "X-CSRFToken": copies.token() },
    credentials: "same-origin",
    signal: AbortSignal.timeout(LONGEST_WAIT),
    ...options,
  });

  // Returns "ok", "expired", "refused" (the server does not want it) or "lost" (it did not answer).
  const send = async (body, options) => {
    let answer, told = {};
    try {
      answer = await post(body, options);
      told = await answer.json();
    } catch {
      if (!answer || answer.ok) return lost(); // whoever sent a page instead was not our server
    }
    if (answer.status >= 500) return lost();
    lastHeard = Date.now();
    if (answer.status === 401) return expired(told);
    if (!answer.ok) return refused(answer.status, told);
    failures = retryAt = 0;
    hear(told);
    return "ok";
  };

  const lost = () => {
    failures += 1;
    retryAt = Date.now() + Math.min(SLOWEST_RETRY, 1_000 * 2 ** failures);
    if (seen !== stored) show(line, isLocal ? "连不上服务器，内容先留在这台电脑上" : "连不上服务器，内容还没有存下，请不要关闭这一页");
    return "lost";
  };
  const expired = (told) => {
    retryAt = Date.now() + BEAT;
    const link = document.createElement("a");
    Object.assign(link, { href: login, target: "_blank", textContent: "请在新标签页登录后继续" });
    show(line, `${told.error || "登录已过期。"}您写的都在：`, link);
    return "expired";
  };
  const refused = (status, told) => {
    retryAt = Date.now() + 2 * SLOWEST_RETRY;
    const why = status === 413 ? "内容太多，不能自动保存。" : told.error || "这一次没有自动保存。";
    show(line, `${why}${isLocal ? "内容先留在这台电脑上" : ""}`);
    return "refused";
  };

  const hear = (told) => {
    if (told.saved_at) show(line, `已自动保存 ${told.saved_at.slice(11, 19)}`);
    const words = told.others.map((other) => {
      const since = other.since ? `，${other.since.slice(11, 16)} 输入过` : "";
      return `${other.name} 也打开了这一页${other.typing ? "，正在输入" : since}。`;
    });
    if (told.newer) words.push("有人已经保存了新的一版；您保存时会把两边合在一起。");
    if (isKept && !told.kept) {
      words.push("您在别处保存或放弃过这一项，不包括这里写的；这里的要留下，请在这里保存。");
      keepHere();
    }
    if (isTwice) words.push("您在另一个窗口也打开了这一页，请只在一个窗口里写。");
    show(said, words.join(" "));
  };

  // --- What is typed ---

  const keepHere = () => {
    if (offer) return;
    isLocal = copies.write(place, { body: seen, title, address });
  };

  const look = () => {
    if (!form || leaving) return;
    const body = serialise();
    if (body === seen) return;
    seen = body;
    typed = true;
    changedAt = Date.now();
    unsentSince ||= changedAt;
    nameBegun();
    keepHere();
    plan();
  };

  // A new item has no address yet: the key in the address finds what was typed when the page is opened anew.
  const nameBegun = () => {
    const here = new URL(location.href), there = new URL(address, location.href);
    if (here.pathname !== there.pathname || !there.searchParams.has("begun") || here.searchParams.has("begun")) return;
    here.searchParams.set("begun", there.searchParams.get("begun"));
    history.replaceState(history.state, "", here);
  };

  const plan = () => {
    clearTimeout(timer);
    if (submitting) return;
    const due = Math.max(Math.min(changedAt + QUIET, unsentSince + LONGEST), retryAt);
    timer = setTimeout(save, Math.max(0, due - Date.now()));
  };

  const save = async (options) => {
    if (sending || seen === stored) return "ok";
    const body = seen;
    if (!retryAt) show(line, "正在保存…");
    sending = send(body, options);
    const result = await sending;
    sending = null;
    if (result === "ok") keptThere(body);
    if (seen !== stored && !leaving) plan();
    return result;
  };

  const keptThere = (body) => {
    stored = body;
    isKept = true;
    unsentSince = 0;
    if (seen === stored && !offer) copies.remove(place);
  };

  const beat = async () => {
    if (leaving || sending || submitting || Date.now() - lastHeard < BEAT / 2) return;
    isTwice = false;
    windows?.postMessage("opened");
    const words = { _present: 1, _user: user, ...(opened && { _opened: opened.value }) };
    const result = await send(new URLSearchParams(words).toString());
    if (result === "ok" && seen !== stored) save();
  };

  // --- Saving the form ---

  // Everything typed goes to the server first. So a lapsed login or a server that is gone leaves the person on the page.
  const submit = async (event) => {
    if (leaving) return;
    look();
    if (event.submitter?.name === "_forget") copies.remove(place);
    if (event.submitter?.name === "_forget" || !typed) {
      leaving = true;
      return;
    }
    event.preventDefault();
    if (submitting) return; // a second click
    submitting = true;
    const triedInVain = failures > 0;
    clearTimeout(timer);
    const result = await Promise.race([sendLast(), pause()]);
    submitting = false;
    if (result === "ok") keptThere(seen);
    if (result === "expired" || (result === "lost" && !triedInVain)) {
      if (result === "lost") show(line, "连不上服务器，没有保存；写的先留在这台电脑上。请过一会儿再按一次");
      plan();
      return;
    }
    leaving = true;
    form.requestSubmit(event.submitter);
  };
  const sendLast = async () => {
    await sending;
    return send(seen);
  };
  const pause = () => new Promise((done) => { setTimeout(done, PATIENCE, "slow"); });

  // --- Leaving and coming back ---

  const leave = () => {
    look();
    if (!form || leaving || seen === stored || seen.length > MOST_ON_LEAVING) return;
    save({ keepalive: true });
  };

  const offerCopy = () => {
    const copy = form && copies.read(place);
    if (!copy) return;
    if (typedIn(copy.body) === typedIn(seen)) {
      copies.remove(place);
      return;
    }
    offer = copy;
    const box = document.getElementById("typing-copy");
    box.querySelector("time").textContent = clock(copy.at);
    box.hidden = false;
    const decided = () => {
      offer = null;
      box.hidden = true;
      copies.remove(place);
    };
    box.querySelector("[name=drop]").addEventListener("click", decided);
    box.querySelector("[name=restore]").addEventListener("click", async () => {
      if (await send(copy.body) !== "ok") return;
      decided();
      leaving = true;
      location.assign(address);
    });
  };

  const windows = form && "BroadcastChannel" in window ? new BroadcastChannel(`typing:${user}:${place}`) : null;
  windows?.addEventListener("message", (event) => {
    isTwice = true;
    if (event.data === "opened") windows.postMessage("here too");
  });

  if (form) {
    let soon;
    const later = () => {
      clearTimeout(soon);
      soon = setTimeout(look, 400);
    };
    for (const name of ["input", "change", "formset:added", "formset:removed"]) document.addEventListener(name, later);
    window.django?.jQuery?.(form).on("change", later); // what select2 tells goes by jQuery alone
    setInterval(() => document.hidden || look(), LOOK);
    form.addEventListener("submit", submit);
    window.addEventListener("online", () => {
      retryAt = 0;
      if (seen !== stored) save();
    });
    document.addEventListener("visibilitychange", () => document.hidden && leave());
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) leaving = false;
    });
    window.addEventListener("beforeunload", (event) => {
      look();
      if (!leaving && seen !== stored && !isLocal) event.preventDefault();
    });
    show(line, "写的内容会自动保存");
    offerCopy();
  }
  beat();
  setInterval(beat, BEAT);
})();
