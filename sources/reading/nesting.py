"""HTML whose parsing stays cheap: what would make a tree enormous or bottomless is seen before one is built."""

from __future__ import annotations

import re
from collections import Counter

TAG = re.compile(r"<(/?)([a-z][^\t\n\f\r />]*)", re.IGNORECASE)
# Tags that are closed by the next one of their kind, or have no content.
FLAT = frozenset({*"area br col dd dt hr img input li link meta option p source td th tr wbr".split()})  # noqa: SIM905
# HTML parsers walk up the tree at every tag, so that a tree as deep as this takes minutes; nothing readable is so deep.
DEEPEST = 2_000

# Elements that a parser opens again in every block behind, as long as their end is missing: 80 KB become 2 GB.
FORMATTING = re.compile(
    r"(</?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\t\n\f\r />])", re.IGNORECASE
)


def is_too_deep(markup: str) -> bool:
    """Whether elements are nested deeper than anybody writes; an end without a beginning ends nothing."""
    opened: Counter[str] = Counter()
    depth = 0
    for found in TAG.finditer(markup):
        name = found[2].lower()
        if found[1]:
            depth -= opened[name] > 0
            opened[name] -= opened[name] > 0
        elif name not in FLAT:
            depth += 1
            opened[name] += 1
            if depth > DEEPEST:
                return True
    return False


def unformatted(markup: str) -> str:
    """The same words and blocks, with `<span>` for all elements that only change how letters look."""
    return FORMATTING.sub(r"\1span", markup)


def most_unclosed(markup: str) -> int:
    """How many elements that only change how letters look are open at once, at most."""
    opened = most = 0
    for found in FORMATTING.finditer(markup):
        opened = opened + 1 if found[1] == "<" else max(opened - 1, 0)
        most = max(most, opened)
    return most
