// The inbox shows what somebody does before the server has answered, and says so if it did not come to be. Everything
// works without it: each action is a form.

function rows(form) {
  const picked = [...document.querySelectorAll(".pick input:checked")];
  if (form.id === "bulk") return picked.map((each) => each.closest(".ment"));
  const id = form.querySelector('input[name="id"]')?.value;
  return [...document.querySelectorAll(`.ment[data-case="${id}"]`)];
}

// Said where somebody is: on a narrow screen the list and what is read are never shown together.
function word(text) {
  const [pane, list] = [".pane", ".list"].map((each) => document.querySelector(each));
  const place = document.createElement("p");
  place.className = "said";
  place.setAttribute("role", "alert");
  place.textContent = text;
  document.querySelector(".panes .said")?.remove();
  if (pane.checkVisibility()) pane.prepend(place);
  else list.querySelector(".list-h").after(place);
  place.scrollIntoView({ block: "nearest" });
}

function shown(html, address) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const list = document.querySelector(".list")?.scrollTop ?? 0;
  document.querySelector("#main").replaceWith(fresh.querySelector("#main"));
  document.querySelector(".nav").replaceWith(fresh.querySelector(".nav"));
  document.body.className = fresh.body.className;
  document.title = fresh.title;
  if (address !== location.href) history.pushState(null, "", address);
  document.querySelector(".list")?.scrollTo(0, list);
  document.querySelector(".panes .said")?.scrollIntoView({ block: "nearest" });
  document.dispatchEvent(new Event("drawn"));
  again();
}

const OUT = "Nothing was done: open the page again, and see whether you are signed in.";

// What the page says that comes in place of the inbox: who may do it, or what is broken.
function refused(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return [...page.querySelectorAll("h1, h1 + p")].map((each) => each.textContent.trim()).join(": ") || OUT;
}

async function send(form, button) {
  const fields = new URLSearchParams(new FormData(form, button));
  const gone = ["close", "snooze", "hold"].includes(fields.get("action")) ? rows(form) : [];
  for (const row of gone) row.classList.add("gone");
  const failed = (what) => {
    for (const row of gone) row.classList.remove("gone");
    word(what);
  };
  try {
    // Not form.action: that is the field of this name.
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: fields, headers: { Accept: "text/html" } });
    const html = await answer.text();
    if (!html.includes('class="panes"')) return failed(answer.ok ? OUT : refused(html));
    if (form.id === "bulk" && answer.redirected) for (const name of [PICKED, LAST]) sessionStorage.removeItem(name);
    shown(html, answer.ok && answer.redirected ? answer.url : location.href);
  } catch {
    failed("Nothing was done: the service cannot be reached. What you wrote is still here; send it again.");
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-quick]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});
function fill(form, text) {
  const place = form.querySelector("textarea");
  place.value = place.value ? `${place.value}\n${text}` : text;
  place.focus();
}

document.addEventListener("click", (event) => {
  const reply = event.target.closest("[data-fill]");
  if (reply) fill(reply.closest("form"), reply.dataset.fill);
});

// The field that finds a saved reply by its name: the first that fits is taken.

document.addEventListener("keydown", (event) => {
  if (!event.target.matches(".reply-p") || event.key !== "Enter") return;
  event.preventDefault();
  const typed = event.target.value.trim().toLowerCase();
  const fits = [...document.querySelectorAll("#replies option")].filter((each) => each.value.toLowerCase().includes(typed));
  if (typed && fits.length) fill(event.target.form, fits[0].dataset.text);
  event.target.value = "";
});

// x picks the case that is read, ⇧x all from the one that was picked last up to it.
// What is picked stays picked while one goes from case to case.
const PICKED = "listener-picked";
const LAST = "listener-picked-last";
function picked() {
  const names = [...document.querySelectorAll(".pick input:checked")].map((box) => box.name);
  sessionStorage.setItem(PICKED, JSON.stringify(names));
  const place = document.querySelector("#picked");
  if (place) place.textContent = `${names.length} `;
}
function again() {
  const names = JSON.parse(sessionStorage.getItem(PICKED) ?? "[]");
  for (const box of document.querySelectorAll(".pick input")) box.checked = names.includes(box.name);
  picked();
}
document.addEventListener("change", (event) => {
  if (!event.target.matches(".pick input")) return;
  sessionStorage.setItem(LAST, event.target.name);
  picked();
});
document.addEventListener("reset", () => setTimeout(picked));

// Enter does what stands below the field; what is done with those that are picked is one form.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".bulk .panel :is(input, select)")) return;
  event.preventDefault();
  event.target.closest(".panel").querySelector("button.main").click();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "X" || event.ctrlKey || event.metaKey || event.target.matches("input, textarea, select")) return;
  const boxes = [...document.querySelectorAll(".pick input")];
  const here = boxes.findIndex((each) => each.closest(".ment.is"));
  const from = boxes.findIndex((each) => each.name === sessionStorage.getItem(LAST));
  if (here < 0) return;
  event.preventDefault();
  for (const box of boxes.slice(Math.min(here, from < 0 ? here : from), Math.max(here, from) + 1)) box.checked = true;
  sessionStorage.setItem(LAST, boxes[here].name);
  picked();
});
again();
window.addEventListener("popstate", () => location.reload());
