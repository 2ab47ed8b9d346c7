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
  if (place.matches("input:not([type=checkbox]), textarea")) place.focus();
  else place.click();
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
    if (event.key === "Escape") for (const open of document.querySelectorAll("details.drop[open]")) open.open = false;
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || localStorage.getItem(OFF)) return;
    if (event.timeStamp - going < 1500 && GO[event.key]) {
      location.assign(GO[event.key]);
    } else if (event.key === "g") {
      going = event.timeStamp;
    } else if (press(event.key)) {
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
