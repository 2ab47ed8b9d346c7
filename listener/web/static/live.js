// One stream of changes a browser, shared by its tabs: the one that holds it says which pages the tabs show, and what
// differs on them comes in parts. A page that does not come is fetched when something is told that it was not drawn
// from. Only what differs is replaced, never what somebody is reading with the keyboard or writing into. A cut
// connection says so, and heals.
const CHANNEL = "listener-live";
// The server says something every three seconds: who hears nothing for longer is cut off, though no error tells of it.
const SILENT = 8000;
const AGAIN = 10_000;
const PAUSE = 1000;
const tabs = new Map();
const drawn = new Map();
const me = crypto.randomUUID?.() ?? String(Math.random());
let leading = false;
let stream = null;
let opening = 0;
let after = "";
let heard = performance.now();
let lostAt = null;
let waiting = 0;
let again = false;
let opened = 0;
let owed = 0;
let prepared = () => {};
let clockWas = () => {};

const channel = new BroadcastChannel(CHANNEL);
const page = () => location.pathname + location.search;
const seenBy = (shown) => shown.querySelector('meta[name="seen"]')?.content ?? "";
let state = seenBy(document);

function tell(message) {
  channel.postMessage(message);
  hear(message);
}

function hear(message) {
  if (message.kind === "here") return leading && known(message.tab, message.page, message.seen);
  if (message.kind === "gone") return leading && known(message.tab, null);
  if (message.kind === "who") return channel.postMessage({ kind: "here", tab: me, page: page(), seen: state });
  if (message.kind === "lost") return lost();
  heard = performance.now();
  document.querySelector("#live").dataset.state = "on";
  if (message.kind === "looking") return message.page === location.pathname && others(message.names);
  if (message.kind === "parts") return message.data.page === page() && told(message.data);
  if (message.id) after = message.id;
  if (lostAt) healed();
  // What comes in parts has come before.
  if (message.pages.includes(page())) state = message.id;
  else if (message.id !== state) soon();
}

// The tab that leads: which pages there are, and a stream about all of them.
function known(tab, shows, seen) {
  if (tabs.get(tab) === (shows ?? undefined)) return;
  // A page that another tab shows too may be older there.
  if (shows) drawn.set(shows, [...tabs.values()].includes(shows) ? "" : seen ?? "");
  if (shows) tabs.set(tab, shows);
  else tabs.delete(tab);
  clearTimeout(opening);
  opening = setTimeout(listen, 50);
}

function listen() {
  const asked = new URLSearchParams();
  for (const each of new Set(tabs.values())) {
    asked.append("page", each);
    asked.append("seen", drawn.get(each) ?? "");
  }
  drawn.clear();
  if (after) asked.set("after", after);
  stream?.close();
  opened = performance.now();
  const mine = (stream = new EventSource(`/live?${asked}`));
  const word = (kind) => (event) =>
    mine === stream && tell({ kind, id: event.lastEventId, pages: JSON.parse(event.data) });
  mine.addEventListener("change", word("change"));
  mine.addEventListener("beat", word("beat"));
  mine.addEventListener("parts", (event) => mine === stream && tell({ kind: "parts", data: JSON.parse(event.data) }));
  mine.addEventListener("looking", (event) => mine === stream && tell({ kind: "looking", ...JSON.parse(event.data) }));
  mine.addEventListener("error", () => mine === stream && tell({ kind: "lost" }));
}

function lead() {
  return new Promise(() => {
    leading = true;
    known(me, page(), state);
    channel.postMessage({ kind: "who" });
  });
}

function others(names) {
  const place = document.querySelector("#looking");
  if (!place) return;
  place.textContent = names.length ? `${names.join(", ")} ${names.length === 1 ? "is" : "are"} looking at this too.` : "";
  place.hidden = !names.length;
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
  lostAt = new Date(Date.now() - performance.now() + heard);
  const place = document.querySelector("#live");
  place.dataset.state = "off";
  document.querySelector(".live").classList.add("off");
  bar(`Not connected since ${lostAt.toLocaleTimeString("en-GB", { timeZone: place.dataset.zone })}. What you see is of then; it is tried again every few seconds.`);
}

function healed() {
  lostAt = null;
  document.querySelector(".live").classList.remove("off");
  bar("Connected again: what came meanwhile is shown.");
  setTimeout(() => lostAt || bar(""), 4000);
}

// A connection that hangs, or was answered by something else, is not tried again by the browser.
function watch() {
  if (performance.now() - heard <= SILENT) return;
  lost();
  if (leading && performance.now() - opened > AGAIN) listen();
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
  const inside = active && active !== document.body && active !== place && place.contains(active);
  return inside || place.querySelector("details.drop[open]") || written(place);
}

// What is picked in a list is kept with its row.
function written(place) {
  return [...place.querySelectorAll("textarea, select, input:not([type=hidden], .pick > *)")].some(changed);
}

function changed(field) {
  if (field.matches("select")) return [...field.options].some((each) => each.selected !== isFirst(each, field));
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  return field.value !== (cameBack(field.form) ? "" : field.defaultValue);
}

function isFirst(option, field) {
  const meant = [...field.options].filter((each) => each.defaultSelected);
  return option === (meant.at(-1) ?? field.options[0]);
}

// The words of a form that was refused come with the page, and are somebody's all the same.
function cameBack(form) {
  const refused = document.querySelector("#main").dataset.refused;
  return !!refused && [...(form?.elements ?? [])].some((each) => each.name !== "token" && each.value === refused);
}

async function refresh() {
  const asked = location.href;
  // What a page of much work shows changes when somebody asks; only what stands around it is kept fresh.
  const frame = document.querySelector("[data-frame]")?.dataset.frame;
  const answer = await fetch(frame ?? asked, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (location.href !== asked) return; // somebody has gone on meanwhile
  state = seenBy(fresh);
  const parts = [...fresh.querySelectorAll("[data-live]")].map((each) => [each.dataset.live, each.outerHTML]);
  const token = fresh.querySelector('input[name="token"]');
  for (const field of token ? document.querySelectorAll('input[name="token"]') : []) {
    if (field.closest("[data-live]") === null) field.value = token.value;
  }
  if (!frame) whole(fresh);
  shown({
    parts: Object.fromEntries(parts),
    title: frame ? document.title : fresh.title,
    now: fresh.querySelector('meta[name="now"]').content,
    as_of: fresh.querySelector("#live").innerHTML,
  });
}

function told(data) {
  if (differ([...document.querySelectorAll("[data-live]")], data.there)) renewed();
  shown(data);
}

async function renewed() {
  clearTimeout(owed);
  if (busy(document.querySelector("#main"))) return later();
  const asked = location.href;
  const answer = await fetch(asked, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (location.href === asked) whole(fresh);
}

function later() {
  clearTimeout(owed);
  owed = setTimeout(renewed, PAUSE);
}

// What has got another part or lost one, as an incident that has become a crisis, is shown as a whole; where something
// else would stand in its place, as the next case, what is being read stays.
function whole(fresh) {
  const own = (all) => [...all.querySelectorAll("[data-live]")].filter((each) => each.closest("[data-whole]") === all);
  for (const place of document.querySelectorAll("[data-whole]")) {
    const next = fresh.querySelector(`[data-whole="${place.dataset.whole}"]`);
    if (!next) follow(place);
    if (!next || !place.isConnected || !differ(own(place), own(next).map((each) => each.dataset.live))) continue;
    if (busy(place)) later();
    else replace(place, next);
  }
  prepared();
}

// What is kept, though the address leads to something else by now, is told on at its own. What is not shown is read by
// nobody: on a narrow screen a list stands alone, and the case beside it is opened, and seen, when somebody presses it.
function follow(place) {
  const its = place.dataset.address;
  if (!its || its === page() || !place.checkVisibility()) return;
  history.replaceState(null, "", its);
  tell({ kind: "here", tab: me, page: page() });
  soon(); // what was fetched is of the other address
}

// A list that does not move by itself keeps its rows until somebody goes on.
function differ(parts, there) {
  const here = new Set(parts.map((each) => each.dataset.live));
  const gone = parts.some((each) => each.dataset.waits === undefined && !there.includes(each.dataset.live));
  return gone || there.some((name) => !here.has(name));
}

function shown({ parts, title, now, as_of }) {
  const above = [];
  for (const place of document.querySelectorAll("[data-live]")) {
    const html = parts[place.dataset.live];
    if (html === undefined || busy(place)) continue;
    const next = made(html);
    become(place, next);
    if (next.innerHTML === place.innerHTML) continue;
    if (place.dataset.waits !== undefined) {
      wait(place, next);
      continue;
    }
    if (place.getBoundingClientRect().bottom < 0) above.push([place, place.offsetHeight]);
    replace(place, next);
  }
  // What is being read stays where it is.
  const moved = above.reduce((sum, [place, height]) => sum + place.offsetHeight - height, 0);
  if (moved) scrollBy(0, moved);
  document.title = title;
  document.querySelector("#live").innerHTML = as_of;
  clockWas(now);
  prepared();
}

function made(html) {
  const place = document.createElement("template");
  place.innerHTML = html;
  return place.content.firstElementChild;
}

// A part looks as what stands in it wants: an incident that somebody has taken is red no more.
function become(place, next) {
  for (const { name, value } of next.attributes) {
    if (place.getAttribute(name) !== value) place.setAttribute(name, value);
  }
}

// A list that somebody goes through does not move by itself: its rows are kept up to date, and what is new waits behind
// a line to press.
function wait(place, next) {
  const id = (row) => row.dataset.case;
  const known = new Map([...place.children].map((row) => [id(row), row]));
  for (const row of [...next.children]) {
    const old = known.get(id(row));
    const picked = old?.querySelector("input")?.checked;
    if (!old || old.innerHTML === row.innerHTML || busy(old)) continue;
    const fresh = row.cloneNode(true);
    fresh.classList.toggle("is", old.classList.contains("is"));
    if (picked) fresh.querySelector("input").checked = true;
    old.replaceWith(fresh);
  }
  const count = [...next.children].filter((row) => !known.has(id(row))).length;
  let line = place.parentElement.querySelector(".fresh");
  if (!count) return line?.remove();
  if (!line) {
    line = document.createElement("button");
    line.className = "fresh";
    line.type = "button";
    line.dataset.key = ".";
    place.before(line);
  }
  line.textContent = `${count} new`;
  line.onclick = () => {
    place.replaceChildren(...next.childNodes);
    line.remove();
  };
}

// What somebody has unfolded stays unfolded.
function replace(place, next) {
  const words = (each) => each.querySelector("summary")?.firstChild?.textContent.trim();
  const was = new Map([...place.querySelectorAll("details")].map((each) => [words(each), each.open]));
  for (const each of next.querySelectorAll("details")) each.open = was.get(words(each)) ?? each.open;
  place.replaceChildren(...next.childNodes);
}

/** `prepare` is called after parts were replaced, `clock` with the server's time as a page brings it. */
export function live(prepare, clock) {
  [prepared, clockWas] = [prepare, clock];
  channel.addEventListener("message", (event) => hear(event.data));
  channel.postMessage({ kind: "here", tab: me, page: page(), seen: state });
  addEventListener("pagehide", () => channel.postMessage({ kind: "gone", tab: me }));
  addEventListener("pageshow", (event) => event.persisted && channel.postMessage({ kind: "here", tab: me, page: page() }));
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  setInterval(watch, 1000);
  // The network has gone or come: whether the service is reached is asked at once.
  for (const kind of ["offline", "online"]) addEventListener(kind, () => leading && listen());
  if (navigator.locks) navigator.locks.request(CHANNEL, lead);
  else lead();
}

// What is under way is looked up every two seconds, as long as it is.
export async function going() {
  const part = document.querySelector("[data-going]");
  if (!part || part.contains(document.activeElement)) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  const fresh = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const next = fresh?.getElementById(part.id);
  if (!next) return;
  part.replaceWith(next);
  document.querySelector("h1").textContent = fresh.querySelector("h1").textContent;
}
