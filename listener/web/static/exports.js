// While an export is under way, how far it is is looked up every two seconds; nothing else of the page changes.
async function look() {
  const going = document.querySelector("#exports[data-going]");
  if (!going) return;
  const answer = await fetch("/exports", { headers: { Accept: "text/html" } }).catch(() => null);
  const fresh = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const next = fresh?.querySelector("#exports");
  if (next && !going.contains(document.activeElement)) {
    going.replaceWith(next);
    document.querySelector("h1").textContent = fresh.querySelector("h1").textContent;
  }
}
setInterval(look, 2000);
