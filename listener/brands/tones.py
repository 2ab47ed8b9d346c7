"""How the mentions of every brand were read, story by story, as a store adds it up: from what is in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from listener.brands.own import BRAND, INTENT, TONES
from listener.brands.window import Window, window_of
from listener.explore.columns import Codes, Dictionary, Numbers
from listener.explore.copy import Copy
from listener.explore.traits import TONE, tone_of
from listener.wording.periods import Period
from storage.records import ToneCount
from storage.records.mention import SPAM

KINDS = ("positive", "neutral", "negative", "")
"""As a store counts them; the last is what was not read."""
Read = tuple[int, int, int, int]
"""How many mentions of a story were read as each."""


def tone_counts(copy: Copy, since: datetime, until: datetime) -> list[ToneCount] | None:
    """Of all brands together; None while not so much was read into memory."""
    if not copy.reaches(since):
        return None
    state = copy.state(since)
    window: Window = window_of(state, Period(since=since, until=until))
    found: list[ToneCount] = window.once("tone counts", lambda: _counted(window))
    return found


def _counted(window: Window) -> list[ToneCount]:
    known, (_, stories) = window.known, window.retold
    saying = _Saying(known, len(known[TONE].said))
    again = saying.of(*(window.retold_codes(trait) for trait in (BRAND, TONE, INTENT)))
    every = saying.of(*(window.column(trait) for trait in (BRAND, TONE, INTENT)))
    found: Counter[tuple[str, Read]] = Counter()
    for said, times in _less(every, again):
        for brand, kind in saying.read(said):
            found[brand, _one(kind)] += times
    told: dict[tuple[str, int], list[int]] = {}
    for said, story in zip(again.tolist(), stories.tolist(), strict=True):
        for brand, kind in saying.read(said):
            told.setdefault((brand, story), [0] * len(KINDS))[kind] += 1
    found.update((brand, (good, even, bad, unread)) for (brand, _), (good, even, bad, unread) in told.items())
    return [ToneCount(brand, *read, times) for (brand, read), times in found.items() if times]


@dataclass(frozen=True, slots=True)
class _Saying:
    """Numbers for what a mention says of brands, tones and intents together.

    Attributes:
        tones: So many tones were known at the beginning: who reads more meanwhile makes no number another one.
    """

    known: Dictionary
    tones: int

    def of(self, brands: Codes, tones: Codes, intents: Codes) -> Numbers:
        """Of each mention; -1 of spam."""
        spam = self.known[INTENT].each("spam", lambda said: SPAM in said)[intents] > 0
        return np.where(spam, -1, brands.astype(np.int64) * self.tones + tones)

    def read(self, number: int) -> Iterator[tuple[str, int]]:
        """Each brand, and as which of KINDS the mention was read for it."""
        if number >= 0:
            brands, tones = divmod(number, self.tones)
            said = self.known[TONE].said[tones]
            for brand in self.known[BRAND].said[brands]:
                label = tone_of(said, brand)
                yield brand, KINDS.index(label if label in TONES else "")


def _less(every: Numbers, again: Numbers) -> Iterator[tuple[int, int]]:
    """How often each number stands in the first more often than in the second."""
    numbers, counts = np.unique(every, return_counts=True)
    rest = counts - np.bincount(np.searchsorted(numbers, again), minlength=len(numbers))
    return zip(numbers.tolist(), rest.tolist(), strict=True)


def _one(kind: int) -> Read:
    good, even, bad, unread = (int(kind == each) for each in range(len(KINDS)))
    return good, even, bad, unread
