// Keys press what the page shows them on; they are off while somebody types, and can be switched off for good.
const OFF = "listener-keys-off";
const GO = {
  n: "/", i: "/incidents", c: "/inbox", e: "/explore", b: "/brands", r: "/rules", s: "/sources", o: "/oncall",
};
let going = -Infinity;

function typing(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

// What is open over the page has its keys before what lies below it.
function press(key) {
  const every = [...document.querySelectorAll("details.drop[open] [data-key]"), ...document.querySelectorAll("[data-key]")];
  const place = every.find((each) => each.dataset.key === key && each.getClientRects().length);
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

// Escape goes back by one: from what is open to the button that opened it, from a field to the page, from the page to
// where it says that one came from.
function back(target) {
  const open = document.querySelector("details.drop[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (typing(target)) {
    target.blur();
  } else {
    press("Escape");
  }
}

// ⌘↵ presses the first button of the form that one writes in.
function send(event) {
  const button = event.target.form?.querySelector("button:enabled:not([type=button], [type=reset])");
  if (!button) return;
  event.preventDefault();
  event.target.form.requestSubmit(button);
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
    if (event.key === "Escape") return back(event.target);
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) return send(event);
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
    const panel = event.target.querySelector(".panel") ?? event.target;
    const field = panel.querySelector("input:not([type=hidden]), select, textarea");
    (field ?? panel.querySelector("a, button"))?.focus({ preventScroll: true });
  }, true);
}

// The box that finds and does, over every page: what it finds is a piece of the page /find, asked for as one types.
let asking = 0;

async function ask(form, list) {
  const mine = ++asking;
  list.querySelector("a.on")?.classList.remove("on"); // it was found for other words
  const typed = new URLSearchParams(new FormData(form));
  const answer = await fetch(`/find?${typed}`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || mine !== asking || list.hidden) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#found");
  if (!found || mine !== asking) return;
  list.replaceChildren(...found.children);
  // What Enter opens is seen before it is pressed.
  if (typed.get("q")) list.querySelector("a")?.classList.add("on");
}

function move(list, step) {
  const links = [...list.querySelectorAll("a")];
  if (!links.length) return;
  const at = links.findIndex((each) => each.classList.contains("on"));
  links[at]?.classList.remove("on");
  const next = links[(at + step + links.length + (at < 0 && step < 0 ? 1 : 0)) % links.length];
  next.classList.add("on");
  next.scrollIntoView({ block: "nearest" });
}

export function find() {
  const form = document.querySelector("#find");
  if (!form) return;
  const input = form.querySelector("input");
  const list = document.createElement("ul");
  list.className = "pal-l pal";
  list.hidden = true;
  form.append(list);
  const open = () => {
    list.hidden = false;
    ask(form, list);
  };
  const close = () => (list.hidden = true);
  input.addEventListener("focus", open);
  input.addEventListener("input", open);
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || close());
  form.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(list, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      close();
      input.blur();
    }
  });
  form.addEventListener("submit", (event) => {
    const chosen = list.querySelector("a.on");
    if (!chosen || list.hidden) return;
    event.preventDefault();
    location.assign(chosen.href);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    if (input.getClientRects().length) input.focus();
    else location.assign("/find");
  });
}
