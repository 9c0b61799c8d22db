// Names suggested while somebody types into a search field: input[data-suggest], the address that answers as JSON. What
// is said of them is in the words of the page (templates/search/_suggest.html).
// The field becomes a combobox with a listbox under it. Without this script it is a search field as before.

const PAUSE = 150; // ms without a key before anything is asked
const KEPT = 50; // answers

document.querySelectorAll("input[data-suggest]").forEach((input, number) => suggestTo(input, `suggestions-${number + 1}`));

function suggestTo(input, id) {
  const list = element("ul", { id, role: "listbox", "aria-label": input.dataset.suggestLabel, class: "suggestions", hidden: "" });
  const said = element("span", { class: "visually-hidden", role: "status" });
  input.parentElement.append(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
  })) input.setAttribute(name, value);

  const answers = new Map();
  let options = [];
  let active = -1;
  let timer = 0;
  let request = null;

  input.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  input.addEventListener("compositionend", later);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // the keys are the input method's
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen) {
        ask();
      } else {
        move(event.key === "ArrowDown" ? 1 : -1);
      }
      event.preventDefault();
    } else if (event.key === "Enter" && isOpen && active >= 0) {
      event.preventDefault();
      location.assign(options[active].url);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault(); // or the browser would empty the field
      close();
    }
  });
  // Before the field loses the focus, which closes the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.assign(options[[...list.children].indexOf(item)].url);
  });

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  async function ask() {
    clearTimeout(timer);
    request?.abort();
    const typed = input.value.trim();
    if (!typed) return close();
    if (!answers.has(typed)) {
      request = new AbortController();
      try {
        const address = `${input.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
        const response = await fetch(address, { signal: request.signal });
        if (!response.ok) return close();
        if (answers.size >= KEPT) answers.clear();
        answers.set(typed, (await response.json()).results);
      } catch {
        return; // overtaken by the next key, or offline: the form still works
      }
    }
    if (typed === input.value.trim() && document.activeElement === input) show(answers.get(typed));
  }

  function show(found) {
    options = found;
    list.replaceChildren(
      ...found.map(({ title, type }, place) => {
        const item = element("li", { id: `${id}-${place}`, role: "option", "aria-selected": "false" });
        const kind = element("small");
        item.textContent = title;
        kind.textContent = type;
        item.append(" ", kind);
        return item;
      }),
    );
    choose(-1);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = found.length ? input.dataset.suggestFound.replace("#", found.length) : "";
  }

  function move(step) {
    // One place more than options: in it nothing is chosen, and Enter searches for what was typed.
    const places = options.length + 1;
    choose(((active + 1 + step + places) % places) - 1);
  }

  function choose(place) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = place;
    const item = list.children[active];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    show([]);
  }
}

function element(name, attributes = {}) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
