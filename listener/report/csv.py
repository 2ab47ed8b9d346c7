"""Mentions as CSV for spreadsheets: one row a mention. Here alone typed values become text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from listener.report.columns.base import Column, Typed
from listener.report.layout import Layout
from sources.tables.formulas import guarded
from storage.records import StoredMention

Cell = str | int | float | None
_HOURS = ("%H", "%I")


def write(rows: Iterable[StoredMention], out: BinaryIO, layout: Layout, zone: ZoneInfo, now: datetime) -> int:
    """Write row by row, so that memory stays flat; how many mentions that were."""
    text = io.TextIOWrapper(out, encoding=layout.encoding, errors="replace", newline="", write_through=True)
    table = csv.writer(text, delimiter=layout.separator, lineterminator="\r\n")
    table.writerows([guarded(said) for said in row] for row in layout.preface(now, zone))
    table.writerow([column.name for column in layout.columns])
    count = 0
    for stored in rows:
        table.writerow([cell(column, column.value(stored), zone) for column in layout.columns])
        count += 1
    text.detach()
    return count


def cell(column: Column, value: Typed, zone: ZoneInfo) -> Cell:
    """A value as it stands in a file that knows no types; numbers stay numbers."""
    match value:
        case str():
            return guarded(value)
        case tuple():
            return guarded((column.style or "; ").join(value))
        case datetime():
            return written_moment(value.astimezone(zone), column.style)
        case bool():
            return "yes" if value else "no"
    return value


def written_moment(local: datetime, pattern: str) -> str:
    """As the pattern says, and as exact as the moment; with its offset in the hour that a night in autumn has twice."""
    if not pattern:
        return local.isoformat()
    offset = " %z" if any(hour in pattern for hour in _HOURS) and comes_twice(local) else ""
    return f"{local:{_exact(pattern, local)}{offset}}"


def _exact(pattern: str, local: datetime) -> str:
    """Patterns of other products leave out fractions of a second, or seconds, which mostly are none."""
    if "%S" not in pattern:
        return pattern.replace("%M", "%M:%S") if local.second else pattern
    return pattern.replace("%S.0", "%S").replace("%S", "%S.%f") if local.microsecond else pattern


def comes_twice(local: datetime) -> bool:
    """Whether the clock shows this time a second time, as in a night in autumn."""
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
