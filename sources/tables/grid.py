"""A CSV table: its columns found, and its rows as mentions."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from typing import Any

from sources.reading.text import line
from sources.tables import build, columns, own_ids
from sources.tables.formulas import unguarded
from sources.tables.moments import SAY_DATE
from sources.tables.naming import addressed, survey
from sources.tables.order import Order
from sources.tables.problems import RowProblem, UnreadableError, UnusableError
from sources.tables.row import Row, RowReader, as_number
from sources.tables.rows import Unreadable, rows
from sources.tables.shape import Shape
from storage.figures import counted
from storage.records import Mention

Outcome = Mention | RowProblem
IDS = ("native_id", "author.id", "parent_id", "thread_id")
TEXTS = ("text", "title", "snippet", "hit")


class Grid:
    """A table under a header.

    Attributes:
        notes: What is to be known of it as a whole.

    Raises:
        UnreadableError: No column says what was said, or when.
    """

    def __init__(self, shape: Shape, text: str, reading: RowReader) -> None:
        self._shape, self._text, header = shape, text, shape.header
        self.product, self._ours = columns.product(header), columns.ours(header)
        self._places = columns.layout(header, reading.columns)
        self._single = {field: places[0] for field, places in self._places.items() if len(places) == 1}
        self._several = {field: places for field, places in self._places.items() if len(places) > 1}
        self._counted = {place for field in columns.NUMBERS for place in self._places.get(field, ())}
        self._names = {field: header[places[0]].strip() for field, places in self._places.items()}
        self._labels, self._left_out = columns.labels(header), columns.left_out(header)
        self._require(reading)
        order = Order()
        naming = survey((number, self._seen(row, order)) for number, row in self.rows())
        said = order.note if reading.day_first is None else ""
        self._reading = replace(order.settled(reading), naming=naming, product=self.product)
        self.notes = tuple(filter(None, (*naming.notes, said, *self._twins())))

    @property
    def header(self) -> Sequence[str]:
        """As it stands in the table."""
        return self._shape.header

    @property
    def columns(self) -> Mapping[str, str]:
        """Field -> header of the column that it is read from, the first of several."""
        return self._names

    @property
    def unread(self) -> tuple[str, ...]:
        """Headers of columns that mean nothing here."""
        used = {place for places in self._places.values() for place in places} | self._left_out
        header = enumerate(self._shape.header)
        return tuple(cell.strip() for place, cell in header if cell.strip() and place not in used)

    @property
    def made_anew(self) -> tuple[str, ...]:
        """Headers of columns that are not kept."""
        used = {place for places in self._places.values() for place in places}
        return tuple(self._shape.header[place].strip() for place in sorted(self._left_out - used))

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Number and cells of every row below the header that is not empty."""
        for number, row in enumerate(rows(self._text, self._shape.separator), 1):
            if number > self._shape.row and any(cell.strip() for cell in row):
                yield number, row

    def outcomes(self, skip: int) -> Iterator[tuple[int, Outcome]]:
        """What became of each row behind `skip`, several for a row with complaints."""
        for number, row in self.rows():
            if number > skip:
                yield from ((number, outcome) for outcome in self._row(number, row))

    def _require(self, reading: RowReader) -> None:
        there = ", ".join(cell.strip() for cell in self._shape.header if cell.strip())[:500]
        if not any(field in self._places for field in TEXTS):
            how = 'text=NAME (of a source: columns = { text = "NAME" })'
            raise UnreadableError(
                f"no column is known to hold what was said; say which it is, as {how}; there are: {there}"
            )
        dated = "published_at" in self._places or "collected_at" in self._places
        if not (dated or reading.date or reading.undated):
            how = 'date=NAME (of a source: columns = { date = "NAME" })'
            raise UnreadableError(
                f"no column is known to hold the date; say which it is, as {how}, or {SAY_DATE}; there are: {there}"
            )

    def _twins(self) -> Iterator[str]:
        """Columns that bear one name."""
        count = Counter(map(columns.key, self._shape.header))
        for name, times in count.items():
            if name and times > 1:
                read = "of each row the first that is filled is read" if columns.field(name) else "all are kept"
                yield f"{times} columns are named {name!r}: {read}"

    def _seen(self, row: Sequence[str], order: Order) -> Mapping[str, str]:
        cells, _ = self._cells(row)
        order.see(cells.get("published_at", ""))
        return cells

    def _cells(self, row: Sequence[str]) -> tuple[dict[str, str], set[int]]:
        """Field -> cell, and the places of the cells that were taken for them."""
        taken = {field: place for field, place in self._single.items() if place < len(row)}
        for field, places in self._several.items():
            if (place := _place(field, places, row)) >= 0:
                taken[field] = place
        found = {field: row[place] for field, place in taken.items()}
        own_id = self._own_id(found)
        if self._ours or own_id:
            found = {field: unguarded(cell) for field, cell in found.items()}
        for field in IDS:
            if field in found:
                found[field] = _bare(found[field])
        if self.product == "Meltwater" and "source" in self._labels:
            found["source"] = _at(row, self._labels.index("source"))
        used = {place for field, place in taken.items() if field != "own_id" or own_id} | self._counted
        return dict(addressed({**found, "own_id": own_id})), used

    def _own_id(self, cells: Mapping[str, str]) -> str:
        """The number of a row that an export of ours wrote, with our columns or with those of another product."""
        written = (unguarded(cells.get(name, "")) for name in ("own_id", "native_id"))
        return next((id for each in written if (id := own_ids.read(each, ours=self._ours))), "")

    def _row(self, number: int, row: Sequence[str]) -> Iterator[Outcome]:
        width, body = len(self._shape.header), as_line(row, self._shape.separator)
        if wrong := _broken(row, width):
            yield RowProblem(row=number, column="", what=wrong, body=body)
            return
        cells, used = self._cells(row)
        read = Row(number, cells, self._names, [])
        try:
            mention = build.mention(read, self._reading, self._extra(row, used, ours=self._ours or bool(read.own_id)))
        except Exception as error:  # noqa: BLE001 - whatever one row does, the others are read
            yield unusable(number, error, body)
            return
        yield mention
        yield from complaints(number, read.complaints)

    def _extra(self, row: Sequence[str], used: set[int], *, ours: bool) -> dict[str, Any]:
        """The cells that nothing else reads, by the name of their column; of a row of ours also what stands together
        in one of them."""
        skipped = used | self._left_out
        cells = zip(self._labels, enumerate(row), strict=False)
        kept = {name: cell for name, (place, cell) in cells if name and place not in skipped and cell.strip()}
        laid = _object(unguarded(kept.pop("extra", ""))) if ours else {}
        return laid | {name: line(cell) for name, cell in kept.items() if not own_ids.read(cell)}


def _object(cell: str) -> dict[str, Any]:
    """A JSON object; what was cut in a spreadsheet or changed by hand stays a text."""
    if not cell:
        return {}
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {"extra": line(cell)}


def as_line(row: Sequence[str], separator: str) -> str:
    """A row as it is written in a table; one that is unreadable as it came."""
    if isinstance(row, Unreadable):
        return row[0]
    written = StringIO()
    csv.writer(written, delimiter=separator, lineterminator="").writerow(row)
    return written.getvalue()


def unusable(number: int, error: Exception, body: str) -> RowProblem:
    """A row of which no mention was made."""
    if isinstance(error, UnusableError):
        return RowProblem(row=number, column=error.column, what=error.what, body=body)
    return RowProblem(row=number, column="", what=f"it cannot be read: {error!r}", body=body)


def complaints(number: int, found: Sequence[tuple[str, str]]) -> list[RowProblem]:
    """Cells that were left out of a row that was used."""
    return [RowProblem(row=number, column=column, what=what, kept=True) for column, what in found]


def _broken(row: Sequence[str], width: int) -> str:
    if isinstance(row, Unreadable):
        return "a quote is opened and never closed"
    if any(cell.strip() for cell in row[width:]):
        return f"{counted(len(row), 'cell')} under a header of {width}; a text with separators needs quotes around it"
    if any("\udc80" <= letter <= "\udcff" for cell in row for letter in cell):
        return "some of its bytes are not UTF-8, as those of the other rows are; save the file as UTF-8"
    return ""


def _place(field: str, places: Sequence[int], row: Sequence[str]) -> int:
    """Which of the columns of a field a row fills: the best, of counts the largest; the first if none; -1 if it has
    none of them."""
    there = [place for place in places if place < len(row)]
    filled = [place for place in there if row[place].strip()]
    if field in columns.NUMBERS and len(filled) > 1:
        return max(filled, key=lambda place: as_number(row[place], whole=True) or 0.0)
    return next(iter(filled or there), -1)


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _bare(cell: str) -> str:
    """An identifier without the signs that keep spreadsheets from taking it for a number: ="1811", "1811", '1811."""
    return cell.strip().removeprefix("=").strip("\"' ")
