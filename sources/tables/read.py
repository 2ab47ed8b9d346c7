"""From the bytes of a table to mentions and a report by row: runs in a worker process."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from sources.reading import links
from sources.reading.text import line
from sources.tables import build, columns, ndjson
from sources.tables.decode import Shape, Unreadable, decoded, rows, shape
from sources.tables.formulas import unguarded
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
    cells = (ndjson.cells(value) for _, value in ndjson.objects(text) if isinstance(value, dict))
    reading = replace(reading, shared=_shared((each.get("url", ""), _said(each)) for each in cells))
    for number, value in ndjson.objects(text):
        if number <= skip:
            continue
        if isinstance(value, RowProblem):
            yield number, value
            continue
        try:
            mention, complaints = ndjson.mention(value, reading)
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
        self._rest = columns.rest(shape.header, self._places)
        said = ((cells.get("url", ""), _said(cells)) for _, row in self._rows() if (cells := self._cells(row)))
        self._reading = replace(reading, shared=_shared(said))

    def outcomes(self, skip: int) -> Iterator[tuple[int, Outcome]]:
        for number, row in self._rows():
            if number > skip:
                yield from ((number, outcome) for outcome in self._row(number, row))

    def _rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        for number, row in enumerate(rows(self._text, self._shape.separator), 1):
            if number > self._shape.row and any(cell.strip() for cell in row):
                yield number, row

    def _cells(self, row: Sequence[str]) -> dict[str, str]:
        found = {field: row[place] for field, place in self._places.items() if place < len(row)}
        return {field: unguarded(cell) for field, cell in found.items()} if self._ours else found

    def _row(self, number: int, row: Sequence[str]) -> Iterator[Outcome]:
        width, body = len(self._shape.header), self._shape.separator.join(row)
        if isinstance(row, Unreadable):
            yield RowProblem(row=number, column="", what="a quote is opened and never closed", body=body)
            return
        if any(cell.strip() for cell in row[width:]):
            what = f"{len(row)} cells under a header of {width}; a text with separators needs quotes around it"
            yield RowProblem(row=number, column="", what=what, body=body)
            return
        read = build.Row(self._cells(row), self._names, [])
        extra = {
            name: line(row[place]) for name, place in self._rest.items() if place < len(row) and row[place].strip()
        }
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


def _said(cells: Mapping[str, str]) -> tuple[str, ...]:
    """What tells rows with one address apart."""
    id = cells.get("native_id")
    return (id,) if id else tuple(cells.get(name, "") for name in ("author.name", "author.handle", "title", "text"))


def _shared(said: Iterator[tuple[str, Sequence[str]]]) -> frozenset[str]:
    """Addresses under which several different things are said."""
    pairs = {(address, hash(tuple(what))) for url, what in said if (address := links.canonical(url))}
    times = Counter(address for address, _ in pairs)
    return frozenset(address for address, count in times.items() if count > 1)
