"""Feeds that changed their shape: what they still say is no silence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from storage.records import Mention

TITLE = re.compile(rb"<title\b", re.IGNORECASE)
OWN_TITLES = 3
"""Of a feed itself: its own, its picture's and its search field's."""
FEWEST = 3
"""Entries below which nothing is said of a shape: a single one may lack anything."""
WORDS: Mapping[str, str] = {
    "url": "an address",
    "published_at": "a date that can be used",
    "text": "a title or a text",
}


def without_entries(document: bytes) -> tuple[str, ...]:
    """Why a feed that seems to have no entries may have some, in words; nothing where it is just empty."""
    titles = len(TITLE.findall(document))
    if titles <= OWN_TITLES:
        return ()
    return (f"it has no entry, though {titles} titles stand in it; has the feed changed its shape?",)


def said(mentions: Sequence[Mention]) -> list[str]:
    """What some entry says, of what entries usually do."""
    return [name for name in WORDS if any(_says(mention, name) for mention in mentions)]


def lost(before: Collection[str], mentions: Sequence[Mention]) -> Iterator[str]:
    """Sentences on what no entry says any more.

    Args:
        before: What some entry said when the feed was read before.
    """
    present = said(mentions)
    for name in WORDS if len(mentions) >= FEWEST else ():
        if name in before and name not in present:
            yield f"no entry has {WORDS[name]} any more; has the feed changed its shape?"


def _says(mention: Mention, what: str) -> bool:
    return bool(mention.title or mention.text) if what == "text" else getattr(mention, what) is not None
