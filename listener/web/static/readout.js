// The cursor of the large chart: where the pointer is, or the arrow keys move it, the values of the table are shown.
const prepared = new WeakSet();

function rowsOf(box) {
  return [...document.querySelectorAll(`#${box.dataset.readout} tbody tr`)].map((row) =>
    [...row.cells].map((cell) => cell.textContent.trim()),
  );
}

function show(box, rows, index) {
  const [from, count, usual, negative, share] = rows[index];
  const place = ((index + 0.5) / rows.length) * 100;
  const cursor = box.querySelector(".cursor");
  cursor.classList.remove("off");
  cursor.setAttribute("x1", `${place}%`);
  cursor.setAttribute("x2", `${place}%`);
  const readout = box.querySelector(".readout");
  readout.textContent = `${from}: ${count} mentions, usual ${usual}; ${negative} negative; negative share ${share}`;
  readout.classList.toggle("left", place > 50);
  readout.hidden = false;
  box.dataset.index = String(index);
}

function hide(box) {
  box.querySelector(".readout").hidden = true;
  box.querySelector(".cursor").classList.add("off");
}

export function readouts() {
  for (const box of document.querySelectorAll("[data-readout]")) {
    if (prepared.has(box)) continue;
    prepared.add(box);
    const at = (event) => {
      const rows = rowsOf(box);
      const frame = box.getBoundingClientRect();
      const share = (event.clientX - frame.left) / frame.width;
      show(box, rows, Math.min(rows.length - 1, Math.max(0, Math.floor(share * rows.length))));
    };
    box.addEventListener("pointermove", at);
    box.addEventListener("pointerleave", () => hide(box));
    box.addEventListener("blur", () => hide(box));
    box.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -8, PageDown: 8 }[event.key];
      if (!step) return;
      event.preventDefault();
      const rows = rowsOf(box);
      const index = Number(box.dataset.index ?? (step > 0 ? -1 : rows.length));
      show(box, rows, Math.min(rows.length - 1, Math.max(0, index + step)));
    });
  }
}
