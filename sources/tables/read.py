"""From the bytes of a table to mentions and a report by row: runs in a worker process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sources.tables import ndjson
from sources.tables.grid import Grid, Outcome, complaints, unusable
from sources.tables.naming import survey
from sources.tables.opening import opened
from sources.tables.order import Order
from sources.tables.problems import Imported, RowProblem, UnreadableError
from sources.tables.row import RowReader
from sources.tables.rows import doubled, rows
from sources.tables.shape import shape
from storage.records import Mention

JSON = ("{", "[")
SHOWN = 300


def read_table(data: bytes, reading: RowReader, *, name: str) -> Imported:
    """A CSV, NDJSON or workbook file as mentions; good rows are kept, whatever is wrong with others.

    Separators, encodings and the exports of Brandwatch, Meltwater and Talkwalker are recognised.

    Args:
        name: Of the file, for the report.
    """
    try:
        document = Document.of(data, reading)
    except UnreadableError as error:
        problem = RowProblem(row=0, column="", what=str(error))
        return Imported(mentions=(), problems=(problem,), rows={})
    outcomes = list(document.outcomes())
    if not any(row for row, _ in outcomes):
        outcomes.append((0, RowProblem(row=0, column="", what=f"{name} has no rows")))
    unique = {(each.native_id, each.id): (row, each) for row, each in outcomes if isinstance(each, Mention)}
    return Imported(
        mentions=tuple(mention for _, mention in unique.values()),
        problems=tuple(outcome for _, outcome in outcomes if isinstance(outcome, RowProblem)),
        rows={native_id: row for (native_id, _), (row, _) in unique.items()},
        product=document.grid.product if document.grid else None,
        form=document.form,
        columns=document.grid.columns if document.grid else {},
        unread=document.grid.unread if document.grid else (),
        made_anew=document.grid.made_anew if document.grid else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An opened table.

    Attributes:
        grid: None of JSON, or where there is nothing.
        ended: Whether its last row is whole, as far as that can be seen.
    """

    text: str
    form: str
    reading: RowReader
    grid: Grid | None
    notes: tuple[str, ...]

    @classmethod
    def of(cls, data: bytes, reading: RowReader) -> Document:
        """Open it. Raises UnreadableError where no row can be read."""
        found = opened(data, reading.encoding, reading.columns, reading.member)
        if not found.text.strip() or found.text.lstrip().startswith(JSON):
            return cls(text=found.text, form=found.form, reading=reading, grid=None, notes=found.notes)
        text = doubled(found.text)
        grid = _grid(text, reading)
        return cls(text=text, form=found.form, reading=reading, grid=grid, notes=(*found.notes, *grid.notes))

    @property
    def ended(self) -> bool:
        return self.text.endswith("\n")

    def outcomes(self, *, skip: int = 0) -> Iterator[tuple[int, Outcome]]:
        """(row, what became of it) in order, several for a row with complaints; rows up to `skip` are passed over. What
        is to be known of the file comes first."""
        for note in self.notes:
            yield skip, RowProblem(row=0, column="", what=note, kept=True)
        if self.grid:
            yield from self.grid.outcomes(skip)
        elif self.text.strip():
            yield from _objects(self.text, self.reading, skip)


def _grid(text: str, reading: RowReader) -> Grid:
    found = shape(text, reading.columns)
    if found is None:
        first = next((row for row in rows(text[:SHOWN], ",") if any(row)), [])
        raise UnreadableError(
            "no row names columns that are understood; one near the top should, as: title, text, url, author, "
            "published_at, language, or say which is which as text=NAME,date=NAME (of a source: columns); it "
            f"begins with: {', '.join(first)[:SHOWN]}"
        )
    return Grid(found, text, reading)


def _objects(text: str, reading: RowReader, skip: int) -> Iterator[tuple[int, Outcome]]:
    order = Order()
    objects = ((row, value) for row, value in ndjson.objects(text) if isinstance(value, dict))
    naming = survey((row, _seen(value, reading, order)) for row, value in objects)
    reading = replace(order.settled(reading), naming=naming)
    for note in naming.notes:
        yield skip, RowProblem(row=0, column="", what=note, kept=True)
    for number, value in ndjson.objects(text):
        if number > skip:
            yield from ((number, outcome) for outcome in _object(number, value, reading))


def _seen(value: dict[str, object], reading: RowReader, order: Order) -> dict[str, str]:
    cells = ndjson.cells(value, reading.columns)
    order.see(cells.get("published_at", ""))
    return cells


def _object(number: int, value: Any, reading: RowReader) -> Iterator[Outcome]:
    if isinstance(value, RowProblem):
        yield value
        return
    try:
        mention, found = ndjson.mention(number, value, reading)
    except Exception as error:  # noqa: BLE001 - whatever one row does, the others are read
        yield unusable(number, error, json.dumps(value))
        return
    yield mention
    yield from complaints(number, found)
