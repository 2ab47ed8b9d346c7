"""Facets: what the mentions that are meant say in each field, and how often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from listener.explore.answer import Answer, Part
from listener.explore.columns import VOICE, Numbers
from listener.explore.traits import LANGUAGE, TONE, tones_of

Counted = Mapping[str, float]
MOST = 8
"""Values of a field that are shown, the most frequent ones."""
VALUES = (TONE, "intent", "emotion", "risk", "brand", "source", "kind", LANGUAGE, "country", "rating", "topic", "tag")
"""Fields whose every value is counted at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One value of a field.

    Attributes:
        value: As it stands in an expression, after the field's name.
        count: How many mentions say it; an estimate where that of the whole answer is one.
    """

    value: str
    count: int


def facets(found: Answer, limit: int = MOST) -> dict[str, list[Facet]]:
    """Of each field the most frequent values, by their frequency; fields that say nothing are left out."""
    every = {field: _most(values(found, field), limit) for field in VALUES}
    return {field: most for field, most in every.items() if most}


def values(found: Answer, field: str) -> Counted:
    """How many mentions say each value of a field; one that says several counts for each."""
    said = found.known[field].said
    counts = sum((_counted(part, field, len(said)) for part in found.parts), np.zeros(len(said)))
    named: defaultdict[str, float] = defaultdict(float)
    for code in np.flatnonzero(counts):
        for value in _values(found, field, said[code]):
            named[value] += float(counts[code])
    return named


def silent(found: Answer, field: str) -> int:
    """How many mentions say nothing in a field."""
    said = found.known[field].said
    mute = np.array([not _values(found, field, each) for each in said], bool)
    return round(sum(float(mute[part.codes(field)].sum()) * part.weight for part in found.parts))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Groups:
    """The mentions that are meant by who wrote them, or by what they tell.

    Attributes:
        names: What stands for each group, ascending.
        counts: float64, the mentions of each.
    """

    names: Numbers
    counts: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.names)

    def most(self, limit: int = MOST) -> list[tuple[int, int]]:
        """The largest ones with their sizes; of equal ones the first by name."""
        largest = np.argsort(-self.counts, kind="stable")[:limit]
        return [(int(self.names[each]), round(self.counts[each])) for each in largest]


def stories(found: Answer) -> Groups:
    """By story."""
    return _grouped(found, lambda part: part.stories)


def voices(found: Answer) -> Groups:
    """By author as the dictionary numbers them, as far as they are known."""
    counts = np.zeros(len(found.known[VOICE].said))
    for part in found.parts:
        counts += np.bincount(part.voices, minlength=len(counts)) * part.weight
    counts[0] = 0
    names = np.flatnonzero(counts)
    return Groups(names=names, counts=counts[names])


def samples(found: Answer, wanted: Sequence[int]) -> dict[int, int]:
    """The newest mention of each of some authors."""
    newest: dict[int, int] = {}
    for part in found.parts:
        for voice in wanted:
            rows = np.flatnonzero(part.voices == voice)
            if len(rows):
                newest[voice] = max(newest.get(voice, 0), int(part.ids[rows[-1]]))
    return newest


def _grouped(found: Answer, of: Callable[[Part], Numbers]) -> Groups:
    """Parts of one weight together: only they can be sorted without their weights."""
    sums: dict[float, list[Numbers]] = {}
    for part in found.parts:
        sums.setdefault(part.weight, []).append(of(part))
    each = [(weight, *np.unique(np.concatenate(names), return_counts=True)) for weight, names in sums.items()]
    if len(each) == 1:
        [(weight, names, counts)] = each
        return Groups(names=names, counts=counts.astype(np.float64) * weight)
    every = np.concatenate([np.zeros(0, np.int64), *(names for _, names, _ in each)])
    names, places = np.unique(every, return_inverse=True)
    weights = np.concatenate([np.zeros(0), *(counts * weight for weight, _, counts in each)])
    return Groups(names=names, counts=np.bincount(places, weights, len(names)).astype(np.float64))


def _counted(part: Part, field: str, size: int) -> np.ndarray:
    return np.bincount(part.codes(field), minlength=size) * part.weight


def _values(found: Answer, field: str, said: Any) -> Sequence[str]:
    return tones_of(said, found.question.brand) if field == TONE else _written(said)


def _written(said: object) -> Sequence[str]:
    """The values that a trait stands for, as an expression has them."""
    match said:
        case tuple():
            return said
        case None | "":
            return ()
        case float() | int():
            return (f"{said:g}",)
    return (str(said),)


def _most(counts: Counted, limit: int) -> list[Facet]:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [Facet(value=value, count=round(count)) for value, count in ordered[:limit]]
