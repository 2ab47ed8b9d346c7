// One stream of changes a browser, shared by its tabs; what changed is fetched, and only what differs is replaced, never
// what somebody is reading with the keyboard or writing into. A cut connection says so, and heals.
import { clockWas } from "./countdown.js";

const CHANNEL = "listener-live";
const SILENT = 40_000;
const PAUSE = 1000;
let after = "";
let heard = performance.now();
let lostAt = null;
let waiting = 0;
let again = false;
let isNew = true;
let prepared = () => {};

const channel = new BroadcastChannel(CHANNEL);

function tell(message) {
  channel.postMessage(message);
  hear(message);
}

function hear(message) {
  if (message.kind === "lost") return lost();
  heard = performance.now();
  document.querySelector("#live").dataset.state = "on";
  if (message.id) after = message.id;
  if (lostAt) healed();
  if (message.kind === "change" || isNew) soon(); // a page that is new has not heard what changed while it was made
  isNew = false;
}

function connect() {
  return new Promise(() => {
    const stream = new EventSource(`/live${after ? `?after=${encodeURIComponent(after)}` : ""}`);
    stream.addEventListener("change", (event) => tell({ kind: "change", id: event.lastEventId }));
    stream.addEventListener("beat", (event) => tell({ kind: "beat", id: event.lastEventId }));
    stream.addEventListener("error", () => tell({ kind: "lost" }));
  });
}

function bar(text) {
  let place = document.querySelector("#connection");
  if (!place) {
    place = document.createElement("p");
    place.id = "connection";
    place.className = "bar-lost";
    place.setAttribute("role", "status");
    document.querySelector("#main").prepend(place);
  }
  place.textContent = text;
  place.hidden = !text;
}

function lost() {
  if (lostAt) return;
  lostAt = new Date();
  document.querySelector("#live").dataset.state = "off";
  document.querySelector(".live").classList.add("off");
  bar(`Not connected since ${lostAt.toLocaleTimeString()}. What you see is of then; it is tried again by itself.`);
}

function healed() {
  lostAt = null;
  document.querySelector(".live").classList.remove("off");
  bar("Connected again: what came meanwhile is shown.");
  setTimeout(() => lostAt || bar(""), 4000);
  soon();
}

function soon() {
  if (document.hidden) return;
  if (waiting) {
    again = true; // what changes while a page is on its way may not stand in it
    return;
  }
  waiting = setTimeout(() => refresh().finally(over), PAUSE * Math.random());
}

function over() {
  waiting = 0;
  if (again) soon();
  again = false;
}

function busy(place) {
  const active = document.activeElement;
  return (active && active !== document.body && place.contains(active)) || place.querySelector("details.drop[open]");
}

async function refresh() {
  const asked = location.href;
  // What a page of much work shows changes when somebody asks; only what stands around it is kept fresh.
  const frame = document.querySelector("[data-frame]")?.dataset.frame;
  const answer = await fetch(frame ?? asked, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (location.href !== asked) return; // somebody has gone on meanwhile
  const above = [];
  for (const place of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${place.dataset.live}"]`);
    if (!next || busy(place) || next.innerHTML === place.innerHTML) continue;
    if (place.getBoundingClientRect().bottom < 0) above.push([place, place.offsetHeight]);
    place.replaceChildren(...next.childNodes);
  }
  // What is being read stays where it is.
  const moved = above.reduce((sum, [place, height]) => sum + place.offsetHeight - height, 0);
  if (moved) scrollBy(0, moved);
  for (const form of document.querySelectorAll('input[name="token"]')) {
    const next = fresh.querySelector('input[name="token"]');
    if (next && form.closest("[data-live]") === null) form.value = next.value;
  }
  if (!frame) document.title = fresh.title;
  document.querySelector("#live").replaceChildren(...fresh.querySelector("#live").childNodes);
  clockWas(fresh.querySelector('meta[name="now"]').content);
  prepared();
}

export function live(prepare) {
  prepared = prepare;
  channel.addEventListener("message", (event) => hear(event.data));
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  setInterval(() => performance.now() - heard > SILENT && lost(), 5000);
  if (navigator.locks) navigator.locks.request(CHANNEL, connect);
  else connect();
}
