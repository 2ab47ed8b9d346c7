"""The mentions that are meant, page by page, in an order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from listener.explore.answer import MOST_READ, Answer, Part, spans
from listener.explore.columns import Numbers
from listener.explore.copy import Stored
from listener.explore.traits import SPREAD
from storage.records import Span, StoredMention

Order = Literal["newest", "spread"]
PORTION = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mention that is meant, and the words that make it so.

    Attributes:
        copies: How many others among those that are meant tell the same story.
    """

    stored: StoredMention
    spans: Sequence[Span]
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some mentions in their order.

    Attributes:
        next: What the page after it begins behind; "" where this is the last.
        complete: False where too many texts would have to be looked at to find more.
    """

    found: Sequence[Found]
    next: str = ""
    complete: bool = True


def page(store: Stored, given: Answer, order: Order = "newest", after: str = "", limit: int = 50) -> Page:
    """The mentions that follow `after`, at most so many. Raises ValueError for an `after` that no page gave."""
    ids = _ordered(given, order, after)
    found: list[Found] = []
    for looked in range(0, len(ids), PORTION):
        if looked >= MOST_READ:
            return Page(found=found, next=_place(given, order, int(ids[looked - 1])), complete=False)
        for each in _satisfying(store, given, ids[looked : looked + PORTION]):
            if len(found) == limit:
                return Page(found=found, next=_place(given, order, found[-1].stored.id))
            found.append(each)
    return Page(found=found)


def every(store: Stored, given: Answer) -> Iterator[StoredMention]:
    """All mentions that are meant, oldest first, however many texts that takes."""
    ids = np.sort(np.concatenate([np.zeros(0, np.int64), *(part.ids for part in (*given.parts, *given.rest))]))
    for start in range(0, len(ids), PORTION):
        yield from (each.stored for each in _satisfying(store, given, ids[start : start + PORTION]))


def _satisfying(store: Stored, given: Answer, ids: Numbers) -> Iterator[Found]:
    mentions = store.mentions(ids.tolist())
    told = _told(given, {each.mention.story or each.id for each in mentions})
    for each, words in zip(mentions, spans(given.asked, mentions), strict=True):
        if words is not None:
            story = each.mention.story or each.id
            yield Found(stored=each, spans=words, copies=max(0, told.get(story, 1) - 1))


def _told(given: Answer, stories: set[int]) -> dict[int, int]:
    """How many of those that are meant tell each of some stories."""
    wanted = np.array(sorted(stories), np.int64)
    counts = np.zeros(len(wanted))
    for part in given.parts:
        places = np.searchsorted(wanted, part.stories)
        places[places == len(wanted)] = 0
        counts += np.bincount(places[wanted[places] == part.stories], minlength=len(wanted)) * part.weight
    return {story: round(count) for story, count in zip(wanted.tolist(), counts.tolist(), strict=True)}


def _ordered(given: Answer, order: Order, after: str) -> Numbers:
    """The ids of all that may be meant, from the first after `after` on."""
    parts = (*given.parts, *given.rest)
    if not parts:
        return np.zeros(0, np.int64)
    ids = np.concatenate([part.ids for part in parts])
    if order == "newest":
        last = _read(after, 1)[0] if after else 2**63 - 1
        return np.sort(ids[ids < last])[::-1]
    spread = _spread(given, parts)
    if after:
        most, last = _read(after, 2)
        following = (spread < most) | ((spread == most) & (ids < last))
        ids, spread = ids[following], spread[following]
    return ids[np.lexsort((-ids, -spread))]


def _spread(given: Answer, parts: Sequence[Part]) -> Numbers:
    said = np.array(given.known[SPREAD].said, np.int64)
    return np.concatenate([said[part.codes(SPREAD)] for part in parts])


def _place(given: Answer, order: Order, id: int) -> str:
    """Where a mention stands in the order."""
    if order == "newest":
        return str(id)
    for part in (*given.parts, *given.rest):
        row = np.searchsorted(part.ids, id)
        if row < len(part.rows) and part.ids[row] == id:
            return f"{_spread(given, [part])[row]}.{id}"
    raise KeyError(id)


def _read(after: str, count: int) -> list[int]:
    numbers = after.split(".")
    if len(numbers) != count or not all(each.removeprefix("-").isdecimal() and len(each) < 19 for each in numbers):
        raise ValueError(f'"{after[:40]}" is the place of no mention')
    return [int(each) for each in numbers]
