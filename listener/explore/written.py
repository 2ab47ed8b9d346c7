"""What was found, written as a file."""

from __future__ import annotations

from datetime import datetime
from typing import IO, Any, Literal, cast, get_args
from zoneinfo import ZoneInfo

from listener.explore.answer import Answer
from listener.explore.copy import Stored
from listener.explore.taking import Taken
from listener.report.export import TABLES, Table, write_json, write_ndjson, write_table
from listener.report.selection import Selection, Watch, unwatched
from listener.report.terms import Terms

Format = Literal["csv", "xlsx", "ndjson", "json", "parquet"]
FORMATS: tuple[str, ...] = get_args(Format)
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ndjson": "application/x-ndjson",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


def write(
    store: Stored,
    found: Answer,
    terms: Terms,
    out: IO[bytes],
    *,
    format: str,
    zone: ZoneInfo,
    now: datetime,
    watch: Watch = unwatched,
) -> int:
    """Exactly what was found, as the terms of its places allow; how many mentions that were. Raises ExportError."""
    taken, selection, file = Taken(store, found), Selection(terms=terms), cast("Any", out)
    if format in TABLES:
        return write_table(taken, selection, file, format=cast("Table", format), zone=zone, now=now, watch=watch)
    return (write_json if format == "json" else write_ndjson)(taken, selection, file, watch=watch)
