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
