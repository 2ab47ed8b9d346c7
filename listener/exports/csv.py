"""Mentions, or incidents, as CSV for spreadsheets: one row each. Here alone typed values become text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from listener.exports.columns.base import Column
from listener.exports.layout import Layout
from sources.tables.formulas import guarded

Cell = str | int | float | None
ROWS = 500
"""That are made cells of together, column by column."""
_HOURS = ("%H", "%I")


def write(rows: Iterable[object], out: BinaryIO, layout: Layout, zone: ZoneInfo, now: datetime) -> int:
    """Write some rows at a time, so that memory stays flat; how many that were."""
    text = io.TextIOWrapper(out, encoding=layout.encoding, errors="replace", newline="", write_through=True)
    table = csv.writer(text, delimiter=layout.separator, lineterminator="\r\n")
    table.writerows([guarded(said) for said in row] for row in layout.preface(now, zone))
    table.writerow([column.name for column in layout.columns])
    coming, count = iter(rows), 0
    while some := list(islice(coming, ROWS)):
        table.writerows(zip(*(cells(column, map(column.value, some), zone) for column in layout.columns), strict=True))
        count += len(some)
    text.detach()
    return count


def cells(column: Column, values: Iterable[Any], zone: ZoneInfo) -> list[Cell]:
    """Values of a column as they stand in a file that knows no types; numbers stay numbers, and None is nothing."""
    match column.type:
        case "text":
            return [guarded(text) if text else text for text in values]
        case "list":
            between = column.style or "; "
            return [texts if texts is None else guarded(between.join(texts)) for texts in values]
        case "moment":
            return [moment and written_moment(moment.astimezone(zone), column.style) for moment in values]
        case "yes/no":
            return [answer if answer is None else "yes" if answer else "no" for answer in values]
    return list(values)


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
