"""How far words are apart: a run of emoji counts as one word, and so does a link, however many tokens it has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from storage.intake.folding import EMOJI

# Without a scheme an address begins a stretch without white space: so looking for one takes linear time.
_LINK = re.compile(
    r"(?:https?://|\bwww\.)[^\s<>\"{}|\\^`]+|(?<!\S)[(\[<\"']{0,4}[a-z0-9][a-z0-9.-]*\.[a-z]{2,24}/\S*", re.IGNORECASE
)
_EMOJI = re.compile(f"[{EMOJI}]")
_MAY_JOIN = re.compile(rf"[{EMOJI}][^\w{EMOJI}]*[{EMOJI}]|/|[wW]{{3}}\.")


def may_join(text: str) -> bool:
    """Whether there may be a link in a text, or emoji without a word between them."""
    return _MAY_JOIN.search(text) is not None


def words_of(text: str, places: Sequence[tuple[int, int]]) -> Sequence[int]:
    """The number of the word that each token belongs to, ascending, where distance is counted in words."""
    links = [found.span() for found in _LINK.finditer(text)]
    numbers: list[int] = []
    link, before = 0, ""
    for start, end in places:
        while link < len(links) and links[link][1] <= start:
            link += 1
        inside = link < len(links) and links[link][0] <= start and end <= links[link][1]
        now = f"link {link}" if inside else "emoji" if _EMOJI.match(text, start) else ""
        numbers.append((numbers[-1] if numbers else -1) + (not now or now != before))
        before = now
    return numbers
