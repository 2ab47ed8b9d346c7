"""What a report consists of, whatever it is rendered to: sentences, figures, tables, a course, posts.

Every number in it is a record. Words of ours hold no digits; what others said, names and moments are marked as such, so
that a check can tell them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from listener.metrics.base import Metric
from listener.reports.record import Record


class Said(str):
    """Words or a name that are not ours."""

    __slots__ = ()


class When(str):
    """A moment or a period in words."""

    __slots__ = ()


Piece = str | Said | When | Record
Sentence = tuple[Piece, ...]
WIDE = 30
"""Letters above which a cell is long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number on the cover, and what it was before."""

    label: str
    now: Record
    note: Sentence = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Those of the cover."""

    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Paragraphs, each of sentences."""

    title: str
    sentences: Sequence[Sentence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A name with its number and the one before; `bar` where a share is drawn; `own` where it is the subject."""

    name: Sentence
    cells: Sequence[Sentence]
    bar: Record | None = None
    before: Record | None = None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a title; `half` where two of them stand beside each other; `empty` is said where there is no row."""

    title: str
    head: Sequence[str]
    rows: Sequence[Row]
    half: bool = False
    empty: str = "Nothing was found."

    @property
    def worded(self) -> Sequence[bool]:
        """Of each column after the first, whether words stand in it and no numbers."""
        return [not any(isinstance(piece, Record) for cell in column for piece in cell) for column in self._columns]

    @property
    def wide(self) -> Sequence[bool]:
        """Of each column after the first, whether long texts stand in it, which share the width that is left."""
        return [max(len(plain(cell)) for cell in column) > WIDE for column in self._columns]

    @property
    def _columns(self) -> Sequence[Sequence[Sentence]]:
        return list(zip(*(row.cells for row in self.rows), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote beside the counts.

    Attributes:
        mark: A letter, unique in its course.
        day: The place of its stretch among those of the course.
        place: Where its moment lies, from 0 where the first stretch begins to 1 where the last one ends.
        said: When, what, concerning whom.
    """

    mark: str
    day: int
    place: float
    said: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A count over time.

    Attributes:
        each: What a stretch is called, as "day".
        days: Each stretch in words, with its count.
        begins: The stretch with which the period itself begins.
        usual: Of each stretch what is usual; None where that is not known. Empty: of none.
        negative: Of each stretch how many were read as negative. Empty: of none.
        bars: Stretches are drawn as bars, those above what is usual darker; else a line leads from one to the next.
    """

    title: str
    each: str = "day"
    days: Sequence[tuple[str, Record]]
    begins: int = 0
    usual: Sequence[Record | None] = ()
    negative: Sequence[Record] = ()
    notes: Sequence[Note] = ()
    bars: bool = False

    @property
    def ranges(self) -> Sequence[tuple[float, float] | None]:
        """The ends of what is usual, of each stretch."""
        usual = self.usual or [None] * len(self.days)
        return [
            (each.low, each.high) if each and each.low is not None and each.high is not None else None for each in usual
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A real post that stands for a story."""

    text: str
    author: str
    place: str
    when: str
    link: str | None
    told: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """Stories with one post each."""

    title: str
    quotes: Sequence[Quote]
    empty: str = "No text was told more than once."


Block = Figures | Prose | Table | Course | Quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report.

    Attributes:
        name, type: As the configuration has them.
        label: What it is, as "Weekly report".
        period: Of which time, in words; `since` is when that begins.
        title: The sentence that matters most.
        summary: What follows it.
        drill: It tells of an exercise.
        made_at: When it was made; the only thing in which it differs when it is made again.
        base_url: Where the pages are that show the mentions behind a number; None: nowhere.
        recipe: What it was made from, so that it can be made again: type, brands, where, since, until.
    """

    name: str
    type: str
    label: str
    period: str
    since: datetime
    title: Sentence
    summary: Sequence[Sentence]
    blocks: Sequence[Block]
    records: Sequence[Record]
    metrics: Sequence[Metric]
    made_at: datetime
    zone: str
    recipe: dict[str, Any] = field(default_factory=dict)
    drill: bool = False
    base_url: str | None = None


def plain(sentence: Sentence) -> str:
    """A sentence as text."""
    return "".join(str(piece) for piece in sentence)
