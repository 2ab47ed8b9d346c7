"""The mentions that are meant, page by page, in an order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from listener.explore.answer import MOST_READ, Part, Sought, spans
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
        copies: How many others among those that are meant tell the same story, as far as they are known.
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


def page(
    store: Stored, given: Sought, order: Order = "newest", after: str = "", limit: int = 50, *, fold: bool = False
) -> Page:
    """The mentions that follow `after`, at most so many. Raises ValueError for an `after` that no page gave.

    Args:
        fold: Of each story only the first in the order, on whatever page it stands.
    """
    ids, stories, ranks = _ordered(given, order)
    coming = _following(ids, ranks, order, after)
    folding = _Folding(given, ids, stories, coming) if fold else None
    if folding and not given.rest:
        coming = coming[folding.firsts[coming]]
    found: list[Found] = []
    for looked in range(0, len(coming), PORTION):
        if looked >= MOST_READ:
            return Page(found=found, next=_place(given, order, int(ids[coming[looked - 1]])), complete=False)
        places = coming[looked : looked + PORTION]
        at = dict(zip(ids[places].tolist(), places.tolist(), strict=True))
        for each in _satisfying(store, given, ids[places]):
            if folding and folding.told_before(at[each.stored.id]):
                continue
            if len(found) == limit:
                return Page(found=found, next=_place(given, order, found[-1].stored.id))
            found.append(each)
    return Page(found=found)


class _Folding:
    """Which mentions of a page, asked about in their order, tell a story first, on the pages before it too."""

    def __init__(self, given: Sought, ids: Numbers, stories: Numbers, coming: Numbers) -> None:
        self._given, self._stories = given, stories
        begin = int(coming[0]) if len(coming) else 0
        self._ids_before, self._stories_before = ids[:begin], stories[:begin]
        self._told: set[int] = set()
        _, first = np.unique(stories, return_index=True)
        self.firsts = np.zeros(len(ids), bool)
        self.firsts[first] = True

    def told_before(self, place: int) -> bool:
        """Whether another mention tells it before this one, which is meant; of those that may be meant and stand on
        pages before it has to be looked at."""
        story = int(self._stories[place])
        told = story in self._told or (not self.firsts[place] and self._on_pages_before(story))
        self._told.add(story)
        return told

    def _on_pages_before(self, story: int) -> bool:
        ids = self._ids_before[self._stories_before == story]
        portions = (ids[start : start + PORTION] for start in range(0, len(ids), PORTION))
        return any(len(self._given.looking.fitting(each)) for each in portions)


def every(store: Stored, given: Sought) -> Iterator[StoredMention]:
    """All mentions that are meant, oldest first, however many texts that takes."""
    ids = np.sort(np.concatenate([np.zeros(0, np.int64), *(part.ids for part in (*given.parts, *given.rest))]))
    for start in range(0, len(ids), PORTION):
        yield from (each.stored for each in _satisfying(store, given, ids[start : start + PORTION]))


def _satisfying(store: Stored, given: Sought, ids: Numbers) -> Iterator[Found]:
    mentions = store.mentions(given.looking.fitting(ids).tolist())
    told = _times_told(given, {each.mention.story or each.id for each in mentions})
    for each, words in zip(mentions, spans(given.asked, mentions), strict=True):
        if words is not None:
            story = each.mention.story or each.id
            yield Found(stored=each, spans=words, copies=max(0, told.get(story, 1) - 1))


def _times_told(given: Sought, stories: set[int]) -> dict[int, int]:
    """How many of those that are meant tell each of some stories."""
    wanted = np.array(sorted(stories), np.int64)
    counts = np.zeros(len(wanted))
    for part in given.parts:
        places = np.searchsorted(wanted, part.stories)
        places[places == len(wanted)] = 0
        counts += np.bincount(places[wanted[places] == part.stories], minlength=len(wanted)) * part.weight
    return {story: round(count) for story, count in zip(wanted.tolist(), counts.tolist(), strict=True)}


def _ordered(given: Sought, order: Order) -> tuple[Numbers, Numbers, Numbers]:
    """The ids of all that may be meant, their stories, and what they are sorted by before the time."""
    parts = (*given.parts, *given.rest)
    if not parts:
        return (np.zeros(0, np.int64),) * 3
    ids, stories = (np.concatenate(each) for each in zip(*((part.ids, part.stories) for part in parts), strict=True))
    ranks = np.zeros_like(ids) if order == "newest" else _spread(given, parts)
    # Runs that are in order already, block by block, are merged instead of sorted.
    ranked = np.argsort(-ids, kind="stable") if order == "newest" else np.lexsort((-ids, -ranks))
    return ids[ranked], stories[ranked], ranks[ranked]


def _following(ids: Numbers, ranks: Numbers, order: Order, after: str) -> Numbers:
    """The places in the order behind `after`; without one all."""
    if not after:
        return np.arange(len(ids))
    *most, last = _read(after, 1 if order == "newest" else 2)
    rank = most[0] if most else 0
    return np.flatnonzero((ranks < rank) | ((ranks == rank) & (ids < last)))


def _spread(given: Sought, parts: Sequence[Part]) -> Numbers:
    said = np.array(given.known[SPREAD].said, np.int64)
    return np.concatenate([said[part.codes(SPREAD)] for part in parts])


def _place(given: Sought, order: Order, id: int) -> str:
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
