// The box that finds and does, over every page: what it finds is a piece of the page /find, asked for as one types.
let asking = 0;

async function ask(form, list) {
  const mine = ++asking;
  const typed = new URLSearchParams(new FormData(form));
  const answer = await fetch(`/find?${typed}`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || mine !== asking || list.hidden) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#found");
  if (found) list.replaceChildren(...[...found.children]);
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
    const named = list.querySelectorAll("a:not([data-say])");
    const only = named.length > 1 ? null : (named[0] ?? list.querySelector("a"));
    const chosen = list.querySelector("a.on") ?? only;
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
