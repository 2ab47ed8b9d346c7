"""Terms that rose: words that are said in more of the posts than before, beyond what chance does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, inf, log, sqrt

from listener.metrics.base import Metric, Value
from rules.counting.intervals import Z95
from rules.detect.terms import SURPRISE, surprise
from rules.query.common import COMMON

RISEN_TERMS = Metric(
    name="rise of a word",
    definition="How many times as often as in the period before a word is said in a post, at least; words that "
    "everybody always says are left out, and those that chance may have raised.",
    formula="lower end of the 95 % interval of the ratio (posts with the word ÷ posts) now ÷ before: the smallest "
    "ratio that the log-likelihood ratio G² does not reject; told are words whose G² against a ratio of 1 chance "
    "brings less than once in 10,000 words (Dunning 1993), the highest first",
    unit="times as often",
    interval="that of the ratio, by the same G² (profile likelihood: Venzon and Moolgavkar 1988); a word that was not "
    "said before has no upper end",
    blind="it is that of what is known",
)
_WORD = re.compile(r"[^\W\d_][\w'’-]{2,30}")
LEAST = 5
"""Posts that must hold a word."""
DIGITS = 1e-6
"""How close, in logarithms, the ends of an interval are found."""


@dataclass(frozen=True, slots=True)
class Risen:
    """A word, in how many posts it is, and how much it rose."""

    word: str
    posts: int
    rise: Value


def words(text: str) -> set[str]:
    """The words of a post that can tell what it is about, each once."""
    return set(_WORD.findall(text.lower())) - COMMON


def risen(
    now: Mapping[str, int], posts_now: int, before: Mapping[str, int], posts_before: int, most: int = 8
) -> list[Risen]:
    """The words that rose, the surest first, from how many posts of each period hold each word.

    One statistic chooses them and gives their interval, so that a word that is told has surely risen.
    """
    if not posts_before:
        return []
    risen_most = [
        (surprise(count, posts_now, before.get(word, 0), posts_before), word, count)
        for word, count in now.items()
        if count >= LEAST and count * posts_before > before.get(word, 0) * posts_now
    ]
    best = sorted((each for each in risen_most if each[0] >= SURPRISE), key=lambda each: (-each[0], each[1]))[:most]
    return [Risen(word, count, _rise(count, posts_now, before.get(word, 0), posts_before)) for _, word, count in best]


def _rise(count: int, posts: int, earlier: int, earlier_posts: int) -> Value:
    low, high = ratio_interval(count, posts, earlier, earlier_posts)
    return Value(value=low, low=low, high=None if high == inf else high, n=count)


def ratio_interval(count: int, posts: int, earlier: int, earlier_posts: int) -> tuple[float, float]:
    """The 95 % interval of the ratio of two shares, from `count` of `posts` and `earlier` of `earlier_posts`.

    Profile likelihood: the ratios under which twice the log-likelihood falls short of its best by at most 1.96²
    (D. J. Venzon and S. H. Moolgavkar: A method for computing profile-likelihood-based confidence intervals, Applied
    Statistics 37 (1988), 87-94). `count` is above 0; the upper end is infinite where `earlier` is 0.
    """

    def left(log_ratio: float) -> float:
        """How much more may speak against a ratio until it is rejected: in roots, nearly a straight line."""
        return Z95 - sqrt(max(0.0, against(exp(log_ratio), count, posts, earlier, earlier_posts)))

    best = log((count / posts) / (earlier / earlier_posts)) if earlier else log(count / posts * earlier_posts) + 50
    return exp(_edge(left, best, -1)), exp(_edge(left, best, 1)) if earlier else inf


def against(ratio: float, count: int, posts: int, earlier: int, earlier_posts: int) -> float:
    """How much speaks against a ratio of shares: G², which at a ratio of 1 is Dunning's.

    The share before that fits best under the ratio solves a quadratic equation (O. Miettinen and M. Nurminen:
    Comparative analysis of two rates, Statistics in Medicine 4 (1985), 213-226).
    """
    a, c = ratio * (posts + earlier_posts), count + earlier
    b = ratio * (posts + earlier) + earlier_posts + count
    share_before = 2 * c / (b + sqrt(max(0.0, b * b - 4 * a * c)))
    return _deviance(count, posts, min(1.0, ratio * share_before)) + _deviance(earlier, earlier_posts, share_before)


def _deviance(seen: int, posts: int, share: float) -> float:
    """Of a binomial count from a share."""
    pairs = ((seen, posts * share), (posts - seen, posts * (1 - share)))
    return sum(2 * found * log(found / fitted) if fitted > 0 else inf for found, fitted in pairs if found)


def _edge(left: Callable[[float], float], inside: float, direction: int) -> float:
    """Where, going in one direction from a point at which something is left, nothing is.

    By false position, with the Illinois step where one end stays twice (M. Dowell and P. Jarratt: A modified regula
    falsi method for computing the root of an equation, BIT 11 (1971), 168-174).
    """
    near, here, far = 0.0, left(inside), 1.0
    while (beyond := left(inside + direction * far)) > 0:
        near, here, far = far, beyond, 2 * far
    stayed = 0
    while far - near > DIGITS:
        middle = near + (far - near) * (0.5 if beyond == -inf else here / (here - beyond))
        found = left(inside + direction * middle)
        if abs(found) < DIGITS:
            return inside + direction * middle
        if found > 0:
            near, here, beyond, stayed = middle, found, beyond / 2 if stayed > 0 else beyond, 1
        else:
            far, beyond, here, stayed = middle, found, here / 2 if stayed < 0 else here, -1
    return inside + direction * near
