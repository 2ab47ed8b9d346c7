"""What a finger can hit: whatever is pressed is large enough around its middle, on a narrow page."""

from __future__ import annotations

import json
from typing import cast

from tests.browser.chromium import Tab

LEAST = 24
"""Pixels across, from WCAG 2.2 (2.5.8); links among the words of a sentence are as high as their line."""

_RUN = """
(() => {
  const PRESSED = "a[href], button, summary, input:not([type=hidden]), select, textarea";
  const across = (one) => getComputedStyle(one).display === "inline";
  const among = (one) => {
    let block = one.parentElement;
    while (across(block)) block = block.parentElement;
    return across(one) && block.textContent.trim().length > one.textContent.trim().length;
  };
  const small = (one) => {
    const place = one.closest("label") ?? one;
    if (!place.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || among(one)) return false;
    place.scrollIntoView({ block: "center", inline: "center" });
    const [box] = place.getClientRects();
    if (!box || box.width < 3 || box.bottom < 0) return false; // for a screen reader, or until it has the focus
    const x = box.left + box.width / 2, y = box.top + box.height / 2, far = LEAST / 2 - 1;
    return [[0, -far], [0, far], [-far, 0], [far, 0]].some(([right, down]) => {
      const hit = document.elementFromPoint(x + right, y + down);
      return !hit || (hit.closest("label") ?? hit.closest(PRESSED)) !== place;
    });
  };
  const said = new Set();
  const look = (within) => {
    for (const one of within.querySelectorAll(PRESSED)) {
      if (!small(one)) continue;
      const parts = [one.parentElement.parentElement, one.parentElement, one];
      said.add(`${parts.map((each) => each.localName + [...each.classList].map((name) => `.${name}`).join(""))
        .join(" > ")}: ${one.textContent.trim().slice(0, 30)}`);
    }
  };
  const drops = [...document.querySelectorAll("details.drop")];
  for (const each of document.querySelectorAll("details:not(.drop)")) each.open = true;
  look(document);
  for (const drop of drops) {
    for (const each of drops) each.open = each.contains(drop);
    look(drop.querySelector(".panel"));
  }
  for (const each of drops) each.open = false;
  return JSON.stringify([...said]);
})()
""".replace("LEAST", str(LEAST))


def small(tab: Tab) -> list[str]:
    """What is too small to be hit, in whatever can be opened on the page as well; the best is nothing."""
    return cast("list[str]", json.loads(tab.run(_RUN)))
