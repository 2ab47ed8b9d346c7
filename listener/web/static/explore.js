// The question is answered while it is written: what changed of the page is fetched and replaced, words are completed,
// and a time is chosen by dragging over the chart. Everything works without it: the question is a form, times are links.
const form = document.querySelector("#ask");
const text = form.querySelector("textarea");
let asking = 0;
let waiting = 0;

function address() {
  const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return fields.size ? `/explore?${fields}` : "/explore";
}

async function ask() {
  const mine = ++asking;
  const wanted = address();
  // The first mentions come before all are counted; who goes on writing has nothing counted.
  const first = await fetch(wanted.replace("/explore", "/explore/first")).catch(() => null);
  if (mine !== asking) return;
  if (first?.status === 200) begin(await first.text());
  if (mine !== asking) return;
  const answer = await fetch(wanted, { headers: { Accept: "text/html" } }).catch(() => null);
  if (mine !== asking) return;
  if (!answer?.ok) return say("Not counted: the service cannot be reached. What you wrote is kept.");
  const html = await answer.text();
  if (mine !== asking) return;
  history.replaceState(null, "", wanted);
  show(new DOMParser().parseFromString(html, "text/html"));
}

function begin(html) {
  const place = document.querySelector("[data-ex=results]");
  if (!place) return;
  place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  document.querySelector(".ex").setAttribute("aria-busy", "true");
  count("…", "being counted");
}

function count(many, basis) {
  document.querySelector("[data-ex=count]").textContent = many;
  document.querySelector("[data-ex=basis]").textContent = basis;
}

function say(what) {
  const place = document.createElement("p");
  place.className = "said";
  place.setAttribute("role", "alert");
  place.textContent = what;
  document.querySelector("#lint").replaceChildren(place);
  count("–", "nothing counted");
}

function show(fresh) {
  document.title = fresh.title;
  if (fresh.querySelector(".ex")) document.querySelector(".ex")?.removeAttribute("aria-busy");
  for (const place of document.querySelectorAll("[data-ex]")) {
    const next = fresh.querySelector(`[data-ex="${place.dataset.ex}"]`);
    // While a question is wrong, the last answer stays.
    if (next) place.replaceChildren(...next.childNodes);
    else if (["count", "basis"].includes(place.dataset.ex)) place.textContent = "–";
  }
  const seg = fresh.querySelector(".q-acts .seg");
  if (seg) document.querySelector(".q-acts .seg").replaceChildren(...seg.childNodes);
  const box = document.querySelector("[data-zoom]");
  if (!box && fresh.querySelector("[data-zoom]")) location.reload();
  zooming();
  document.dispatchEvent(new Event("drawn"));
}

// ---- Completion -----------------------------------------------------------------------------------------------
const list = document.createElement("ul");
list.className = "words";
list.id = "words";
list.hidden = true;
list.setAttribute("role", "listbox");
text.setAttribute("aria-controls", "words");
text.after(list);
let offered = [];
let completing = 0;

async function complete() {
  const mine = ++completing;
  const written = text.value.slice(0, text.selectionStart);
  const answer = await fetch(`/explore/words?${new URLSearchParams({ q: written })}`).catch(() => null);
  if (!answer?.ok || mine !== completing) return;
  offered = await answer.json();
  list.replaceChildren(...offered.map(item));
  list.hidden = !offered.length || document.activeElement !== text;
}

function item(word, index) {
  const place = document.createElement("li");
  place.setAttribute("role", "option");
  const hint = document.createElement("span");
  hint.textContent = word.hint;
  place.append(word.text, hint);
  place.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    take(index);
  });
  return place;
}

function chosen() {
  return [...list.children].findIndex((each) => each.classList.contains("on"));
}

function move(step) {
  const at = chosen();
  list.children[at]?.classList.remove("on");
  const next = (at + step + offered.length + (at < 0 && step < 0 ? 1 : 0)) % offered.length;
  list.children[next].classList.add("on");
  list.children[next].scrollIntoView({ block: "nearest" });
}

function take(index) {
  const word = offered[index];
  // Places are counted in code points there, and in UTF-16 units here.
  const begun = [...text.value.slice(0, text.selectionStart)].slice(0, word.start).join("").length;
  text.setRangeText(word.text, begun, text.selectionStart, "end");
  list.hidden = true;
  text.dispatchEvent(new Event("input"));
}

text.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, 250);
  complete();
});
text.addEventListener("blur", () => (list.hidden = true));
text.addEventListener("keydown", (event) => {
  const open = !list.hidden;
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (open && event.key === "Escape") {
    event.preventDefault();
    list.hidden = true;
  } else if (open && chosen() >= 0 && (event.key === "Enter" || event.key === "Tab")) {
    event.preventDefault();
    take(chosen());
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape") {
    text.blur();
  }
});

// ---- A time is chosen by dragging -------------------------------------------------------------------------------
const prepared = new WeakSet();

function rows() {
  return [...document.querySelectorAll("#ex-data tbody tr")];
}

function go(first, last) {
  const every = rows();
  if (!every[first] || !every[last]) return;
  const fields = new URLSearchParams(new FormData(form));
  fields.set("since", every[first].dataset.since);
  fields.set("until", every[last].dataset.until);
  location.assign(`/explore?${fields}`);
}

function zooming() {
  for (const box of document.querySelectorAll("[data-zoom]")) {
    if (prepared.has(box)) continue;
    prepared.add(box);
    let from = null;
    const at = (event) => {
      const frame = box.querySelector("svg").getBoundingClientRect();
      const share = (event.clientX - frame.left) / frame.width;
      return Math.min(rows().length - 1, Math.max(0, Math.floor(share * rows().length)));
    };
    const mark = (to) => {
      const [first, last] = [Math.min(from, to), Math.max(from, to)];
      const place = box.querySelector(".sel");
      place.classList.remove("off");
      place.setAttribute("x", `${(100 * first) / rows().length}%`);
      place.setAttribute("width", `${(100 * (last - first + 1)) / rows().length}%`);
    };
    box.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      from = at(event);
      box.setPointerCapture(event.pointerId);
    });
    box.addEventListener("pointermove", (event) => {
      if (from === null) return;
      box.classList.add("drags");
      mark(at(event));
    });
    box.addEventListener("pointerup", (event) => {
      if (from === null) return;
      const to = at(event);
      const dragged = box.classList.contains("drags");
      box.classList.remove("drags");
      if (dragged && to !== from) go(Math.min(from, to), Math.max(from, to));
      else box.querySelector(".sel").classList.add("off");
      from = null;
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && box.dataset.index) go(Number(box.dataset.index), Number(box.dataset.index));
    });
  }
  for (const hint of document.querySelectorAll("[data-drag]")) hint.hidden = false;
}

zooming();
