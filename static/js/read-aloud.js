// Reads the page's main text aloud with the browser's own voice, in the page's language; its words are the button's data. The button is seen only where that works; its room is
// kept from the start, so that nothing jumps. It is no dialog: the page stays usable, and the bar with the controls is
// an ordinary part of it.
//
// Pausing stops the voice and starts the sentence again: speechSynthesis.pause() is broken on many phones.

const LONGEST = 120; // characters spoken at once; Chromium cuts off what takes longer than about fifteen seconds
const BLOCKS = "h1, h2, h3, h4, p, li, tr, dl > div, figcaption, caption, blockquote, legend";
const WHOLE = "li, tr, dl > div"; // read in one piece, whatever is in them
const LEFT_OUT = "nav, form, .reader, .note-mark, [aria-hidden='true'], [hidden], script, style, svg";

const voices = () => window.speechSynthesis.getVoices();
const ENGLISH = { codes: /^en\b/i, best: /gb/i, spoken: "en-GB", comma: ", " };
const CHINESE = { codes: /^(zh|cmn)\b/i, best: /cn|hans/i, spoken: "zh-CN", comma: "，" };
const languageOf = (element) => (element.closest("[lang]")?.lang.startsWith("en") ? ENGLISH : CHINESE);
const able = (language) => voices().filter((voice) => language.codes.test(voice.lang.replace("_", "-")));
const bestVoice = (language) => able(language).find((voice) => language.best.test(voice.lang) && voice.localService) ?? able(language)[0];
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The blocks of the main text that a reader sees, in order, none within another. */
export function blocksOf(main) {
  const seen = [...main.querySelectorAll(BLOCKS)].filter(
    (block) => !block.closest(LEFT_OUT) && (block.checkVisibility?.() ?? block.offsetParent !== null),
  );
  const whole = seen.filter((block) => block.matches(WHOLE) && !block.parentElement.closest(WHOLE));
  return seen.filter(
    (block) => whole.includes(block) || (!block.closest(WHOLE) && !block.querySelector(BLOCKS)),
  ).filter((block) => textOf(block));
}

/** What is said of a block: its words, with a pause between its parts. */
export function textOf(block) {
  const copy = block.cloneNode(true);
  for (const part of copy.querySelectorAll(LEFT_OUT)) part.remove();
  for (const part of copy.querySelectorAll("p, li, td, th, dt, dd, small, h2, h3, h4, div")) part.append("，");
  return copy.textContent.replace(/[\s\u2060]+/g, " ").replace(/[，\s]*，[，\s]*/g, "，").replace(/([。？！；：，])，/g, "$1").replace(/^，|，$/g, "").replaceAll("，", languageOf(block).comma).trim();
}

/** A text in pieces that end with a sentence where they can. */
export function piecesOf(text) {
  const pieces = [];
  for (const sentence of text.match(/.+?(?:[。！？；]|[.!?;](?=\s)|$)/gs) ?? []) {
    let rest = sentence.trim();
    while (rest.length > LONGEST) {
      const end = rest.lastIndexOf(" ", LONGEST); // no English word is cut in two
      pieces.push(rest.slice(0, end > 0 ? end : LONGEST));
      rest = rest.slice(pieces.at(-1).length).trim();
    }
    if (rest) pieces.push(rest);
  }
  return pieces;
}

class Reader {
  constructor(main, opener) {
    this.opener = opener;
    this.blocks = blocksOf(main);
    this.at = { block: 0, piece: 0 };
    this.run = 0; // what a voice that was stopped reports late is not listened to
    this.bar = this.build();
  }

  build() {
    const bar = document.createElement("section");
    bar.className = "reader";
    bar.setAttribute("aria-label", this.opener.textContent);
    const words = this.opener.dataset;
    const wrap = document.createElement("div");
    wrap.className = "wrap";
    this.says = document.createElement("p");
    this.says.setAttribute("role", "status");
    const button = (label, action) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = label;
      made.addEventListener("click", action);
      return made;
    };
    this.toggle = button(words.pause, () => (this.isSpeaking ? this.pause() : this.speak()));
    wrap.append(
      this.says,
      this.toggle,
      button(words.previous, () => this.go(-1)),
      button(words.next, () => this.go(1)),
      button(words.stop, () => this.stop()),
    );
    bar.append(wrap);
    bar.addEventListener("keydown", (event) => event.key === "Escape" && this.stop());
    return bar;
  }

  start() {
    document.querySelector("main").after(this.bar);
    this.toggle.focus();
    this.speak();
  }

  speak() {
    const block = this.blocks[this.at.block];
    if (!block) return this.stop();
    this.isSpeaking = true;
    this.toggle.textContent = this.opener.dataset.pause;
    this.mark(block);
    const pieces = piecesOf(textOf(block));
    const run = ++this.run;
    const utterance = new SpeechSynthesisUtterance(pieces[this.at.piece] ?? "");
    const language = languageOf(block);
    utterance.lang = language.spoken;
    utterance.voice = bestVoice(language) ?? null;
    utterance.onend = () => {
      if (run !== this.run) return;
      this.at = this.at.piece + 1 < pieces.length
        ? { block: this.at.block, piece: this.at.piece + 1 }
        : { block: this.at.block + 1, piece: 0 };
      this.speak();
    };
    utterance.onerror = () => {
      if (run !== this.run) return;
      this.pause();
      this.tell(this.opener.dataset.mute);
    };
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(utterance);
  }

  pause() {
    this.run += 1;
    this.isSpeaking = false;
    this.toggle.textContent = this.opener.dataset.continue;
    window.speechSynthesis.cancel();
  }

  go(step) {
    this.at = { block: Math.min(Math.max(this.at.block + step, 0), this.blocks.length - 1), piece: 0 };
    this.speak();
  }

  stop() {
    this.pause();
    this.mark(null);
    this.bar.remove();
    this.opener.setAttribute("aria-expanded", "false");
    this.opener.focus();
    current = null;
  }

  mark(block) {
    this.marked?.removeAttribute("data-reading");
    this.marked = block;
    if (!block) return;
    block.setAttribute("data-reading", "");
    // Said by a voice already: a status that changed with each paragraph would be read on top of it.
    const { place: words } = this.opener.dataset;
    this.tell(words.replace("##", this.blocks.length).replace("#", this.at.block + 1), false);
    const place = block.getBoundingClientRect();
    if (place.top < 0 || place.bottom > window.innerHeight - this.bar.offsetHeight) {
      block.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    }
  }

  tell(words, aloud = true) {
    this.says.setAttribute("aria-live", aloud ? "polite" : "off");
    this.says.textContent = words;
  }
}

let current = null;

function offer(main) {
  const openers = [...document.querySelectorAll(".read-aloud")];
  for (const opener of openers) {
    opener.addEventListener("click", () => {
      if (current) return current.stop();
      current = new Reader(main, opener);
      opener.setAttribute("aria-expanded", "true");
      opener.closest("details")?.removeAttribute("open");
      current.start();
    });
  }
  // Voices may become known later. Where there are some, and none of them of the page's language, nothing could be read.
  const show = () => {
    const isMute = voices().length > 0 && able(languageOf(main)).length === 0;
    for (const opener of openers) opener.classList.toggle("is-offered", !isMute);
  };
  show();
  window.speechSynthesis.addEventListener?.("voiceschanged", show);
  window.addEventListener("pagehide", () => {
    current?.pause();
    window.speechSynthesis.cancel();
  });
}

const main = document.querySelector("main");
if (main && "speechSynthesis" in window && "SpeechSynthesisUtterance" in window) offer(main);
