"""Tone: which sentiment of a mention counts, and how many of a story's mentions have which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from listener.metrics.base import Metric
from storage.records import StoredMention, ToneCount

TONE = Metric(
    name="tone",
    definition="The share of each sentiment among the mentions that were read; what was not read is told beside it.",
    formula="mentions of one sentiment ÷ (positive + neutral + negative); a reading in doubt is not read, spam is left "
    "out, and of a brand's mentions the sentiment toward the brand counts where it was read, else the post's",
    unit="share from 0 to 1",
    interval="as that of a share",
    blind="as that of a share",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tones:
    """How many mentions of a story were read as what.

    Attributes:
        stories: How many stories there are of which this is true.
    """

    positive: int = 0
    neutral: int = 0
    negative: int = 0
    stories: int = 1

    @property
    def read(self) -> int:
        """All of one story."""
        return self.positive + self.neutral + self.negative


def tone(stored: StoredMention, brand: str | None = None) -> str | None:
    """The sentiment that counts; None of spam, and where the model was not sure enough to say or has not read it."""
    answer = stored.classification.tone(brand) if stored.classification else None
    return answer.label if answer else None


def tones(found: Iterable[StoredMention], brand: str | None = None) -> tuple[list[Tones], int]:
    """Of each story, and how many mentions were not read. Spam is in neither."""
    read: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    unread = 0
    for stored in found:
        if stored.classification and stored.classification.spam:
            continue
        if label := tone(stored, brand):
            read[stored.mention.story][label] += 1
        else:
            unread += 1
    return [Tones(**counts) for counts in read.values()], unread


def added_up(counts: Iterable[ToneCount]) -> tuple[list[Tones], int]:
    """The same from what a store has added up for one brand."""
    known = list(counts)
    told = [
        Tones(positive=each.positive, neutral=each.neutral, negative=each.negative, stories=each.stories)
        for each in known
        if each.positive or each.neutral or each.negative
    ]
    return told, sum(each.unread * each.stories for each in known)
