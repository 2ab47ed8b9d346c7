// Keys press what the page shows them on; they are off while somebody types, and can be switched off for good.
const OFF = "listener-keys-off";
const GO = {
  n: "/", i: "/incidents", c: "/inbox", e: "/explore", b: "/brands", r: "/rules", s: "/sources", o: "/oncall",
};
let going = -Infinity;

function typing(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

function press(key) {
  const place = [...document.querySelectorAll("[data-key]")].find(
    (each) => each.dataset.key === key && each.getClientRects().length,
  );
  if (!place) return false;
  if (place.matches("input:not([type=checkbox]), textarea")) {
    place.focus();
    // One goes on with what stands there; fields of other kinds than text have no such place.
    if (place.selectionStart !== null) place.setSelectionRange(place.value.length, place.value.length);
  } else place.click();
  return true;
}

// Lists: j and k go from row to row, Enter opens the one that has the focus.
function step(key) {
  const rows = [...document.querySelectorAll("#main [data-row]")].filter((each) => each.getClientRects().length);
  if (!rows.length || (key !== "j" && key !== "k")) return false;
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (key === "j" ? 0 : rows.length - 1) : at + (key === "j" ? 1 : -1);
  rows[Math.min(rows.length - 1, Math.max(0, next))].focus();
  return true;
}

export function keys() {
  const box = document.querySelector("#keys-on");
  if (box) {
    box.checked = !localStorage.getItem(OFF);
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.key === "Escape") for (const open of document.querySelectorAll("details.drop[open]")) open.open = false;
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || localStorage.getItem(OFF)) return;
    if (event.timeStamp - going < 1500 && GO[event.key]) {
      location.assign(GO[event.key]);
    } else if (event.key === "g") {
      going = event.timeStamp;
    } else if (press(event.key) || step(event.key)) {
      event.preventDefault();
    }
  });
  // Of two that are open one would cover the other.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("details.drop") || !event.target.open) return;
    for (const other of document.querySelectorAll("details.drop[open]")) if (other !== event.target) other.open = false;
    event.target.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
  }, true);
}
