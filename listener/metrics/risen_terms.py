"""Terms that rose: words that are said in more of the posts than before, beyond what chance does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt

from listener.metrics.base import Metric, Value
from rules.counting.intervals import Z95

RISEN_TERMS = Metric(
    name="rise of a word",
    definition="How much more often a word is said in a post than in the period before, as the logarithm of the ratio "
    "of the odds; words that everybody always says are left out, and those that chance may have raised.",
    formula="ln(odds now ÷ odds before), with half a post added to each count; posts that hold the word ÷ posts that "
    "do not",
    unit="natural logarithm of an odds ratio",
    interval="1.96 standard errors to each side, √(sum of the reciprocals of the four counts); told are words whose "
    "distance from 0 chance exceeds once in 10,000 words (3.9 standard errors)",
    blind="it is that of what is known",
)
LEAST, SURE = 5, 3.89
"""Posts that must hold a word, and standard errors that it must lie above 0."""


@dataclass(frozen=True, slots=True)
class Risen:
    """A word, in how many posts it is, and how much it rose."""

    word: str
    posts: int
    rise: Value


def risen(
    now: Mapping[str, int], posts_now: int, before: Mapping[str, int], posts_before: int, most: int = 8
) -> list[Risen]:
    """The words that rose, the surest first, from how many posts of each period hold each word.

    Haldane's correction of the log odds ratio (J. B. S. Haldane: The estimation and significance of the logarithm of a
    ratio of frequencies, Annals of Human Genetics 20, 1956).
    """
    if not posts_before:
        return []
    found = [(word, count, _rise(count, posts_now, before.get(word, 0), posts_before)) for word, count in now.items()]
    kept = [(rise / error, word, count, rise, error) for word, count, (rise, error) in found if count >= LEAST]
    best = sorted((each for each in kept if each[0] > SURE), key=lambda each: (-each[0], each[1]))[:most]
    return [
        Risen(word, count, Value(value=rise, low=rise - Z95 * error, high=rise + Z95 * error, n=count))
        for _, word, count, rise, error in best
    ]


def _rise(count: int, posts: int, earlier: int, earlier_posts: int) -> tuple[float, float]:
    """The log odds ratio and its standard error."""
    cells = (count + 0.5, posts - count + 0.5, earlier + 0.5, earlier_posts - earlier + 0.5)
    rise = log(cells[0] / cells[1]) - log(cells[2] / cells[3])
    return rise, sqrt(sum(1 / cell for cell in cells))
