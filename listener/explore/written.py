"""What was found, written as a file."""

from __future__ import annotations

from datetime import datetime
from typing import IO, Any, Literal, Protocol, cast, get_args
from zoneinfo import ZoneInfo

from listener.explore.answer import Answer
from listener.explore.copy import Stored
from listener.explore.question import Question
from listener.explore.taking import Taken
from listener.exports.export import TABLES, Table, write_json, write_ndjson, write_table
from listener.exports.selection import Selection, Watch, unwatched
from listener.exports.terms import Terms
from listener.exports.unread import unread
from listener.health.blindness import Ledger

Format = Literal["csv", "xlsx", "ndjson", "json", "parquet"]
FORMATS: tuple[str, ...] = get_args(Format)
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ndjson": "application/x-ndjson",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


class Source(Stored, Ledger, Protocol):
    """What was said, and when what could not be heard."""


def write(
    store: Source,
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
        table, gaps = cast("Table", format), unread(store, _time(found.question), now)
        return write_table(taken, selection, file, format=table, zone=zone, now=now, watch=watch, unread=gaps)
    return (write_json if format == "json" else write_ndjson)(taken, selection, file, watch=watch)


def missing(store: Ledger, question: Question, now: datetime) -> str:
    """Which sources could not be read in the time of a question, for whoever gets a file that has no room for it; ""
    where all could."""
    return unread(store, _time(question), now).sentence


def _time(question: Question) -> Selection:
    return Selection(since=question.since, until=question.until, brand=question.brand or None)
