/* Gives what the admin's autocompletes draw the names that their labels have, which select2 leaves out: the box that one
   chooses in is called as its field is. Its cross for the mouse (keys have Backspace) is no item of the list it lies in.
   Boxes come and go with rows and choices, hence the observer. */

function nameOf(container) {
  const select = container.previousElementSibling;
  return select?.labels?.[0]?.textContent.trim().replace(/[:：]$/, "") || select?.getAttribute("aria-label") || "";
}

function nameBoxes() {
  for (const container of document.querySelectorAll(".select2-container:not([data-named])")) {
    const select = container.previousElementSibling;
    if (select?.tagName !== "SELECT" || select.name.includes("__prefix__")) continue;
    const name = nameOf(container);
    const box = container.querySelector("[role=combobox]");
    const words = container.querySelector(".select2-search__field");
    if (!name || !box) continue;
    container.dataset.named = "";
    words?.setAttribute("aria-label", name);
    // What is chosen is read after the name; select2 itself refers to that alone.
    const chosen = container.querySelector("[role=textbox]");
    box.setAttribute("aria-label", name);
    if (chosen) {
      box.id = `${chosen.id}-box`;
      box.setAttribute("aria-labelledby", `${box.id} ${chosen.id}`);
      chosen.removeAttribute("role"); // words, and no second field without a name
      chosen.removeAttribute("aria-readonly");
    }
  }
  for (const cross of document.querySelectorAll(".select2-selection__clear:not([aria-hidden])")) {
    cross.setAttribute("aria-hidden", "true");
  }
}

nameBoxes();
new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
