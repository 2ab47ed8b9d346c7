"""What a mention adds to the counts: its scopes, and in each scope the measures of what was read in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import floor, isfinite
from typing import TYPE_CHECKING

from storage.records import Scope, Series

if TYPE_CHECKING:
    from storage.records import Classification, Match, Rating

LOW = 2
"""Stars, of 5, up to which a rating is low."""
OPINIONS = ("sentiment", "emotion")
"""Heads of which spam has none."""


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


def measures(
    matches: Sequence[Match], reading: Classification | None, rating: Rating | None = None
) -> frozenset[Series]:
    """Every series in which a mention counts once. The tone of spam is nobody's opinion and counts nowhere.

    Authors, stories and reach are not among them: there it depends on what else was said in the same five minutes.
    """
    found = scopes(matches)
    counted = _series(found, ("mentions",)) | ratings(found, rating)
    if reading is None:
        return counted
    left_out = OPINIONS if reading.spam else ("sentiment",)
    heads = tuple(f"{head}:{answer.label}" for head, answer in reading.heads.items() if head not in left_out)
    return counted | _series(found, heads) | _tones(matches, reading)


def _tones(matches: Sequence[Match], reading: Classification) -> frozenset[Series]:
    """The tone in each scope: toward its brand, of a query toward the brand that asks it."""
    answers = {brand: reading.tone(brand) for brand in (None, *(match.brand for match in matches))}
    labels = tuple((brand, answer.label) for brand, answer in answers.items() if answer)
    return _toned(tuple((match.brand, match.query) for match in matches), labels)


@lru_cache(4096)
def _toned(named: tuple[tuple[str, str], ...], labels: tuple[tuple[str | None, str], ...]) -> frozenset[Series]:
    of = dict(labels)
    whole = [(Scope.ALL, of.get(None))] if named else []
    brands = [(Scope.brand(brand), of.get(brand)) for brand, _ in named]
    queries = [(Scope.query(query), of.get(brand)) for brand, query in named]
    return frozenset(Series(scope, f"tone:{label}") for scope, label in (*whole, *brands, *queries) if label)


@lru_cache(4096)
def _series(scopes: tuple[Scope, ...], measures: tuple[str, ...]) -> frozenset[Series]:
    """Each measure in each scope; the same few come with thousands of mentions."""
    return frozenset(Series(scope, measure) for scope in scopes for measure in measures)
