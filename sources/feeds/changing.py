"""Feeds that changed their shape: what they still say is no silence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from sources.feeds.identity import digest
from storage.records import Mention

OWN = re.compile(rb"<(image|textinput)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
"""A feed's picture and its search field, which have titles as well."""
TITLE = re.compile(rb"<title\b", re.IGNORECASE)
FEWEST = 3
"""Entries below which nothing is said of a shape: a single one may lack anything,"""
HABIT = 10
"""unless so many in a row had it, every one of them."""
WORDS: Mapping[str, str] = {
    "url": "an address",
    "published_at": "a date that can be used",
    "text": "a title or a text",
}


def without_entries(document: bytes) -> tuple[str, ...]:
    """Why a feed that seems to have no entries may have some, in words; nothing where it is just empty."""
    titles = len(TITLE.findall(OWN.sub(b"", document)))
    if titles <= 1:
        return ()
    return (f"it has no entry, though {titles} titles stand in it; has the feed changed its shape?",)


def said(mentions: Sequence[Mention]) -> list[str]:
    """What some entry says, of what entries usually do."""
    return [name for name in WORDS if _having(mentions, name)]


def habits(before: Mapping[str, int], mentions: Sequence[Mention], known: Collection[str]) -> dict[str, int]:
    """How many entries in a row said each thing, those of a reading after those of the readings before.

    A reading in which some do and some do not ends the habit; one in which none does only ends one that has just begun,
    as what was lost is missed until it comes again.

    Args:
        known: The entries of the reading before, see `names`: they are not counted again.
    """
    new, found = len(set(names(mentions)) - set(known)), {}
    for name in WORDS:
        count, having = before.get(name, 0), _having(mentions, name)
        missed = not having and count >= HABIT
        found[name] = count + new if having == len(mentions) else count if missed else 0
    return found


def names(mentions: Sequence[Mention]) -> list[str]:
    """By which entries are known again, a few characters each; of the first ones, as more would tell nothing more."""
    return [digest(str(mention.native_id))[:8] for mention in mentions[:HABIT]]


def lost(before: Collection[str], habits: Mapping[str, int], mentions: Sequence[Mention]) -> Iterator[str]:
    """Sentences on what no entry says any more.

    Args:
        before: What some entry said when the feed was read before.
        habits: What all of them did, see `habits`; as it was before.
    """
    for name in WORDS if mentions else ():
        missed = name in before and not _having(mentions, name)
        if missed and (len(mentions) >= FEWEST or habits.get(name, 0) >= HABIT):
            yield f"no entry has {WORDS[name]} any more; has the feed changed its shape?"


def _having(mentions: Sequence[Mention], name: str) -> int:
    return sum(_says(mention, name) for mention in mentions)


def _says(mention: Mention, what: str) -> bool:
    return bool(mention.title or mention.text) if what == "text" else getattr(mention, what) is not None
