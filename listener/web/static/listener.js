// What pages do beyond being read and sent: countdowns run, the chart can be read, keys press buttons, and what changes
// elsewhere is shown. Every page works without it.
import { countdowns } from "./countdown.js";
import { find, keys } from "./keys.js";
import { going, live } from "./live.js";
import { readouts } from "./readout.js";

function prepare() {
  countdowns();
  readouts();
}

document.addEventListener("explored", readouts);
prepare();
keys();
find();
live(prepare);
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
