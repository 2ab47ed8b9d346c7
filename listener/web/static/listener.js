// What pages do beyond being read and sent: countdowns run, the chart can be read, keys press buttons, and what changes
// elsewhere is shown. Every page works without it. What few pages need they load alone, so that a first view is light.
import { find, keys } from "./keys.js";
import { going, live } from "./live.js";

// Countdowns run from the server's clock, which may be another than this machine's.
const started = performance.now();
let timer = 0;

function serverNow() {
  const told = document.querySelector('meta[name="now"]').content;
  return Date.parse(told) + performance.now() - Number(document.documentElement.dataset.since ?? started);
}

/** The page was drawn anew at this server's moment. */
function clockWas(told) {
  document.querySelector('meta[name="now"]').content = told;
  document.documentElement.dataset.since = String(performance.now());
}

function written(milliseconds) {
  const seconds = Math.trunc(Math.abs(milliseconds) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const sign = milliseconds <= -1000 ? "−" : "";
  if (seconds >= 86400) return `${sign}${Math.trunc(seconds / 86400)} d ${Math.trunc((seconds % 86400) / 3600)} h`;
  const rest = `${two(Math.trunc((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return seconds >= 3600 ? `${sign}${Math.trunc(seconds / 3600)}:${rest}` : sign + rest;
}

function tick() {
  for (const place of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(place.dataset.until) - serverNow();
    const text = written(left);
    if (place.textContent !== text) place.textContent = text;
    place.classList.toggle("soon", left < 300_000);
    // Read out when five minutes and one minute are left, and not every second.
    const announced = [60, 300].find((limit) => Math.abs(left / 1000 - limit) < 0.6);
    place.setAttribute("aria-live", announced ? "polite" : "off");
  }
}

function countdowns() {
  clearInterval(timer);
  if (!document.querySelector("[data-until]")) return;
  tick();
  timer = setInterval(tick, 1000);
}

let readouts = null;

async function prepare() {
  countdowns();
  if (!document.querySelector("[data-readout]")) return;
  readouts ??= import("./readout.js");
  (await readouts).readouts();
}

document.addEventListener("drawn", prepare);
prepare();
keys();
find();
live(prepare, clockWas);
document.addEventListener("click", (event) => event.target.closest("[data-print]") && print());
if (document.querySelector("[data-going]")) setInterval(going, 2000);

// A button that copies: the words of its form's field, or of the place that it names. Where a page is not read over TLS,
// browsers give scripts no other way to the clipboard than what is selected; so it is also done by hand.
function selected(button) {
  const place = document.getElementById(button.dataset.copy);
  if (place) {
    getSelection().selectAllChildren(place);
    return place.innerText;
  }
  const field = button.form.querySelector("textarea");
  field.select();
  return field.value;
}

function left(button) {
  const field = button.form?.querySelector("textarea");
  if (button.dataset.copy || !field) return;
  field.setSelectionRange(field.value.length, field.value.length);
  field.blur();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const done = selected(button).trim() && document.execCommand("copy");
  button.parentElement.querySelector("[data-copied]").textContent = done ? "Copied." : "Nothing was copied.";
  left(button);
});
