"""What a mention adds to the counts: its scopes, and in each scope the measures of what was read in it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import floor, isfinite

from storage.records import Classification, Match, Rating, Scope, Series

SPAM = "spam"
LOW = 2
"""Stars, of 5, up to which a rating is low."""
TONE = frozenset({"sentiment", "emotion"})


def scopes(matches: Iterable[Match]) -> tuple[Scope, ...]:
    """The scopes of a mention: all, its brands, its queries, each once; none if nothing matched."""
    return _scopes(tuple((match.brand, match.query) for match in matches))


@lru_cache(4096)  # the same few combinations come all the time
def _scopes(named: tuple[tuple[str, str], ...]) -> tuple[Scope, ...]:
    brands = dict.fromkeys(Scope.brand(brand) for brand, _ in named)
    queries = dict.fromkeys(Scope.query(query) for _, query in named)
    return (Scope.ALL, *brands, *queries) if queries else ()


def ratings(scopes: Iterable[Scope], rating: Rating | None) -> frozenset[Series]:
    """The series of a rating: its stars, from 1 (worst) to 5 (best) whatever its scale, and "low" for 1 and 2."""
    if rating is None or rating.best == rating.worst:
        return frozenset()
    share = (rating.value - rating.worst) / (rating.best - rating.worst)
    stars = min(5, max(1, floor(1.5 + 4 * share))) if isfinite(share) else 0
    names = (f"stars:{stars}",) * (stars > 0) + ("stars:low",) * (0 < stars <= LOW)
    return _series(tuple(scopes), names)


def toned(reading: Classification, brand: str | None = None) -> str | None:
    """The sentiment that counts: toward the brand where that was read, else the post's; None where neither was."""
    toward = reading.toward.get(brand) if brand else None
    return toward.label if toward else reading.label("sentiment")


def measures(
    matches: Iterable[Match], reading: Classification | None, rating: Rating | None = None
) -> frozenset[Series]:
    """Every series in which a mention counts once. The tone of spam is nobody's opinion and counts nowhere.

    Authors, stories and reach are not among them: there it depends on what else was said in the same five minutes.
    """
    found = scopes(matches)
    counted = _series(found, ("mentions",)) | ratings(found, rating)
    if reading is None:
        return counted
    spam = reading.label("intent") == SPAM
    heads = tuple(f"{head}:{answer.label}" for head, answer in reading.heads.items() if not (spam and head in TONE))
    toward = (_toward(brand, answer.label, found) for brand, answer in reading.toward.items() if not spam)
    return counted.union(_series(found, heads), *toward)


def _toward(brand: str, label: str, found: tuple[Scope, ...]) -> frozenset[Series]:
    scope = Scope.brand(brand)
    return _series((scope,), (f"toward:{label}",)) if scope in found else frozenset()


@lru_cache(4096)
def _series(scopes: tuple[Scope, ...], measures: tuple[str, ...]) -> frozenset[Series]:
    """Each measure in each scope; the same few come with thousands of mentions."""
    return frozenset(Series(scope, measure) for scope in scopes for measure in measures)
