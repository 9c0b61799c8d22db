/* The admin's lists on a phone: each cell is told what its column is called, so that staff-lists.css can draw rows as
   blocks, and filters that filter nothing are folded away. Without this script the table scrolls sideways. */

const NARROW = matchMedia("(max-width: 767px)");
const EMPTY = ["—", "-", ""];

function nameCells(table) {
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.querySelector(".text")?.textContent.trim() ?? "");
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, place) => {
      if (cell.matches(".action-checkbox, th")) return;
      cell.dataset.label = names[place];
      cell.classList.toggle("says-nothing", EMPTY.includes(cell.textContent.trim()) && !cell.querySelector("img"));
    });
  }
  table.classList.add("is-named");
}

function foldFilters() {
  for (const filter of document.querySelectorAll("#changelist-filter details")) {
    filter.open = !NARROW.matches || !filter.querySelector("li:first-child.selected");
  }
}

const table = document.getElementById("result_list");
if (table?.tHead) nameCells(table);
if (NARROW.matches) foldFilters();
NARROW.addEventListener("change", foldFilters);
