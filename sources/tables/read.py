"""From the bytes of a table to mentions and a report by row: runs in a worker process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from sources.reading.text import line
from sources.tables import build, columns, ndjson, own_ids
from sources.tables.decode import Shape, Unreadable, decoded, rows, shape
from sources.tables.formulas import unguarded
from sources.tables.naming import survey
from sources.tables.problems import Imported, RowProblem, UnusableError
from storage.records import Kind, Mention

Outcome = Mention | RowProblem
UNKNOWN = (
    "no row names columns that are understood; one near the top should, as: "
    "title, text, url, author, published_at, language"
)


def read_table(
    data: bytes,
    *,
    now: datetime,
    name: str,
    zone: tzinfo = UTC,
    day_first: bool | None = None,
    kind: Kind | None = None,
    language: str | None = None,
) -> Imported:
    """A CSV or NDJSON file as mentions; good rows are kept, whatever is wrong with others.

    Separators, encodings and the exports of Brandwatch, Meltwater and Talkwalker are recognised.

    Args:
        name: Of the file, for the report.
        zone: Of times that do not say theirs.
        day_first: How to read 03/04/2026; None: as a problem.
        kind: Of all rows; None: as each says, else social.
        language: Of rows that do not say theirs.
    """
    reading = build.RowReader(now=now, zone=zone, day_first=day_first, kind=kind, language=language)
    text = decoded(data)
    outcomes = list(table(text, reading))
    if not outcomes:
        outcomes = [(0, RowProblem(row=0, column="", what=f"{name} has no rows"))]
    unique = {outcome.native_id: (row, outcome) for row, outcome in outcomes if isinstance(outcome, Mention)}
    return Imported(
        mentions=tuple(mention for _, mention in unique.values()),
        problems=tuple(outcome for _, outcome in outcomes if isinstance(outcome, RowProblem)),
        rows={native_id: row for native_id, (row, _) in unique.items()},
        product=_product(text),
    )


def table(text: str, reading: build.RowReader, *, skip: int = 0) -> Iterator[tuple[int, Outcome]]:
    """(row, what became of it) in order, several for a row with complaints; rows up to `skip` are passed over."""
    if not text.strip():
        return
    if text.lstrip()[:1] in {"{", "["}:
        yield from _objects(text, reading, skip)
        return
    found = shape(text)
    if found is None:
        yield 0, RowProblem(row=0, column="", what=UNKNOWN)
        return
    yield from _Table(found, text, reading).outcomes(skip)


def _product(text: str) -> str | None:
    found = None if text.lstrip()[:1] in {"{", "["} else shape(text)
    return columns.product(found.header) if found else None


def _objects(text: str, reading: build.RowReader, skip: int) -> Iterator[tuple[int, Outcome]]:
    cells = ((row, ndjson.cells(value)) for row, value in ndjson.objects(text) if isinstance(value, dict))
    reading = replace(reading, naming=survey(cells))
    yield from _noted(reading, skip)
    for number, value in ndjson.objects(text):
        if number <= skip:
            continue
        if isinstance(value, RowProblem):
            yield number, value
            continue
        try:
            mention, complaints = ndjson.mention(number, value, reading)
        except Exception as error:  # noqa: BLE001 - whatever one row does, the others are read
            yield number, _unusable(number, error, json.dumps(value))
            continue
        yield number, mention
        yield from ((number, problem) for problem in _ignored(number, complaints))


class _Table:
    """A CSV table and how its columns are read."""

    def __init__(self, shape: Shape, text: str, reading: build.RowReader) -> None:
        self._shape, self._text = shape, text
        self._places, self._ours = columns.layout(shape.header), columns.ours(shape.header)
        self._names = {field: shape.header[place].strip() for field, place in self._places.items()}
        used = {field: place for field, place in self._places.items() if self._ours or field != "own_id"}
        self._rest = columns.rest(shape.header, used)
        cells = ((number, self._cells(row)) for number, row in self._rows())
        self._reading = replace(reading, naming=survey(cells))

    def outcomes(self, skip: int) -> Iterator[tuple[int, Outcome]]:
        yield from _noted(self._reading, skip)
        for number, row in self._rows():
            if number > skip:
                yield from ((number, outcome) for outcome in self._row(number, row))

    def _rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        for number, row in enumerate(rows(self._text, self._shape.separator), 1):
            if number > self._shape.row and any(cell.strip() for cell in row):
                yield number, row

    def _cells(self, row: Sequence[str]) -> dict[str, str]:
        found = {field: row[place] for field, place in self._places.items() if place < len(row)}
        return {field: unguarded(cell) for field, cell in found.items()} if self._is_ours(found) else found

    def _is_ours(self, cells: Mapping[str, str]) -> bool:
        """Whether an export of ours wrote a row, with our columns or with those of another product."""
        return self._ours or self._own_id(cells) is not None

    def _own_id(self, cells: Mapping[str, str]) -> int | None:
        written = (cells.get(name, "") for name in ("own_id", "native_id"))
        return next((id for each in written if (id := own_ids.read(each, ours=self._ours)) is not None), None)

    def _row(self, number: int, row: Sequence[str]) -> Iterator[Outcome]:
        width, body = len(self._shape.header), self._shape.separator.join(row)
        if isinstance(row, Unreadable):
            yield RowProblem(row=number, column="", what="a quote is opened and never closed", body=body)
            return
        if any(cell.strip() for cell in row[width:]):
            what = f"{len(row)} cells under a header of {width}; a text with separators needs quotes around it"
            yield RowProblem(row=number, column="", what=what, body=body)
            return
        cells = self._cells(row)
        read = build.Row(number, cells, self._names, [], self._own_id(cells))
        others = {name: row[place] for name, place in self._rest.items() if place < len(row) and row[place].strip()}
        extra = {name: line(cell) for name, cell in others.items() if own_ids.read(cell) is None}
        try:
            mention = build.mention(read, self._reading, extra)
        except Exception as error:  # noqa: BLE001 - whatever one row does, the others are read
            yield _unusable(number, error, body)
            return
        yield mention
        yield from _ignored(number, read.complaints)


def _unusable(number: int, error: Exception, body: str) -> RowProblem:
    if isinstance(error, UnusableError):
        return RowProblem(row=number, column=error.column, what=error.what, body=body)
    return RowProblem(row=number, column="", what=f"it cannot be read: {error!r}", body=body)


def _ignored(number: int, complaints: Sequence[tuple[str, str]]) -> list[RowProblem]:
    return [RowProblem(row=number, column=column, what=what, kept=True) for column, what in complaints]


def _noted(reading: build.RowReader, skip: int) -> Iterator[tuple[int, RowProblem]]:
    """What is to be said of the document as a whole, before its first row that is read."""
    for note in reading.naming.notes:
        yield skip, RowProblem(row=0, column="", what=note, kept=True)
