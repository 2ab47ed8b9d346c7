"""How good a query is: precision with its interval from judged hits, words whose exclusion would help, volume."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rules.counting.intervals import wilson
from rules.query.common import COMMON
from rules.query.document import Document
from rules.query.tokens import Tokens

if TYPE_CHECKING:
    from storage.records import Mention, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPrecision:
    """The share of hits that are meant.

    Attributes:
        value: Between 0 and 1; 0 where nothing was judged.
        low, high: Ends of the 95 % interval (Wilson, 1927).
    """

    value: float
    low: float
    high: float
    judged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A word that could be excluded by NOT.

    Attributes:
        noise: Judged hits that are not meant and would go.
        loss: Judged hits that are meant and would go too.
    """

    term: str
    noise: int
    loss: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """How many mentions a query catches.

    Attributes:
        daily: Mean a day over the days looked at.
        low, high: Where nine of ten days lie (the days' own 5th and 95th percentile).
    """

    total: int
    daily: float
    low: int
    high: int


def precision(verdicts: Sequence[bool]) -> QueryPrecision:
    """Precision of a random sample of hits, True for those that are meant."""
    judged, meant = len(verdicts), sum(verdicts)
    low, high = wilson(meant, judged)
    return QueryPrecision(value=meant / judged if judged else 0.0, low=low, high=high, judged=judged)


def exclusions(judged: Iterable[tuple[Mention, bool]], *, keep: Collection[str] = (), most: int = 5) -> list[Exclusion]:
    """Words that would take away most noise for the least loss, best first; each counted on what those before leave.

    `keep` are words of the query itself, never proposed, in their loose form.
    """
    wanted: list[set[str]] = []
    noise: list[set[str]] = []
    for mention, meant in judged:
        (wanted if meant else noise).append(_words(mention).difference(keep, COMMON))
    found: list[Exclusion] = []
    while noise and len(found) < most:
        gain = Counter(word for words in noise for word in words)
        cost = Counter(word for words in wanted for word in words)
        best = max(sorted(gain), key=lambda word: (gain[word] - 3 * cost[word], -cost[word]), default=None)
        if best is None or gain[best] < 2 or gain[best] <= 3 * cost[best]:
            break
        found.append(Exclusion(term=best, noise=gain[best], loss=cost[best]))
        noise = [words for words in noise if best not in words]
        wanted = [words for words in wanted if best not in words]
    return found


def matched_words(mention: Mention, spans: Iterable[Span]) -> set[str]:
    """The words that made a mention match, in their loose form: what must not be excluded."""
    document = Document(mention)
    return {key for field, start, end in spans for key in Tokens(document.text(field)[start:end]).keys}


def volume(days: Sequence[date], first: date, last: date) -> Volume:
    """What a query caught between two days, both included; one entry of `days` a mention."""
    counts = Counter(day.toordinal() for day in days)
    each = sorted(counts[day] for day in range(first.toordinal(), last.toordinal() + 1))
    tail = len(each) // 20
    return Volume(total=sum(each), daily=sum(each) / len(each), low=each[tail], high=each[len(each) - 1 - tail])


def _words(mention: Mention) -> set[str]:
    document = Document(mention)
    return {key for field in ("title", "text") for key in document.tokens(field).index if len(key) > 1}
