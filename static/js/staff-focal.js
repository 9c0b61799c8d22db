// The focus of a picture, picked on the picture: by click, by dragging the circle, by the arrow keys. The two number
// fields stay what is sent, and work by themselves; the crops follow by object-position, which is the server's own rule.
"use strict";

(() => {
  const box = document.querySelector(".focal");
  const fields = ["x", "y"].map((axis) => document.getElementById(`id_focal_${axis}`));
  if (!box || fields.includes(null)) return;

  const frame = box.querySelector(".focal-picture");
  const picture = frame.querySelector("img");
  const mark = box.querySelector(".focal-mark");
  const crops = box.querySelector(".focal-crops");
  const bounded = (value) => Math.min(100, Math.max(0, Math.round(value)));
  const focus = () => fields.map((field) => (field.value.trim() === "" ? 50 : bounded(Number(field.value) || 0)));

  const show = () => {
    const [x, y] = focus();
    box.style.setProperty("--focal-x", x);
    box.style.setProperty("--focal-y", y);
    mark.setAttribute("aria-valuenow", x);
    mark.setAttribute("aria-valuetext", `从左 ${x}%，从上 ${y}%`);
  };
  const move = (...values) => {
    values.forEach((value, axis) => { fields[axis].value = bounded(value); });
    // What is typed is kept by another script, which listens for this.
    fields.forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true })));
  };
  const pointAt = (event) => {
    const area = picture.getBoundingClientRect();
    move(((event.clientX - area.left) / area.width) * 100, ((event.clientY - area.top) / area.height) * 100);
  };
  const reveal = () => {
    frame.hidden = crops.hidden = mark.hidden = false;
    for (const crop of crops.querySelectorAll("img")) crop.src = picture.src;
    box.querySelector(".focal-none")?.setAttribute("hidden", "");
    show();
  };

  fields.forEach((field) => field.addEventListener("input", show));
  picture.addEventListener("click", (event) => { pointAt(event); mark.focus(); });
  mark.addEventListener("pointerdown", (event) => mark.setPointerCapture(event.pointerId));
  mark.addEventListener("pointermove", (event) => {
    if (mark.hasPointerCapture(event.pointerId)) pointAt(event);
  });
  mark.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault(); // or the page would scroll
    const step = event.shiftKey ? 10 : 1;
    move(...focus().map((value, axis) => value + way[axis] * step));
  });

  // A file that was only just chosen: shown from this machine, before it is sent. "data:" is what the page's policy
  // allows; what can't be shown stays unshown, and the server says why.
  document.getElementById("id_file")?.addEventListener("change", ({ target }) => {
    const [file] = target.files;
    frame.hidden = crops.hidden = true;
    if (!file || !target.accept.split(",").includes(file.type)) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => { picture.src = reader.result; });
    reader.readAsDataURL(file);
  });
  picture.addEventListener("load", reveal);
  if (!frame.hidden && picture.complete && picture.naturalWidth) reveal();
})();
