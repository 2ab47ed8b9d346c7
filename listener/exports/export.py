"""Writes what is stored to a file or pipe: JSON for programs, tables for spreadsheets and for analysts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import BinaryIO, Literal, get_args
from zoneinfo import ZoneInfo

from listener.exports import ndjson
from listener.exports.layout import Layout
from listener.exports.profiles import OWN, PROFILES
from listener.exports.selection import Exported, Selection, Watch, selected, unwatched
from listener.exports.unread import Unread
from storage.records import Revision, StoredMention

Table = Literal["csv", "xlsx", "parquet"]
Objects = Literal["ndjson", "json"]
Writer = Callable[[Iterable[StoredMention], BinaryIO, Layout, ZoneInfo, datetime], int]
TABLES: tuple[str, ...] = get_args(Table)


def write_ndjson(
    store: Exported, selection: Selection, out: BinaryIO, *, canonical: bool = False, watch: Watch = unwatched
) -> int:
    """Everything stored about each mention, one JSON object a line; how many that were."""
    count = 0
    for line in _lines(store, selection, watch, canonical=canonical):
        out.write(line + b"\n")
        count += 1
    return count


def write_json(store: Exported, selection: Selection, out: BinaryIO, *, watch: Watch = unwatched) -> int:
    """The same as one JSON array, an object a line; how many that were."""
    count = 0
    for line in _lines(store, selection, watch):
        out.write((b",\n" if count else b"[\n") + line)
        count += 1
    out.write(b"\n]\n" if count else b"[]\n")
    return count


def write_table(
    store: Exported,
    selection: Selection,
    out: BinaryIO,
    *,
    format: Table,
    zone: ZoneInfo,
    now: datetime,
    profile: str | None = None,
    watch: Watch = unwatched,
    unread: Unread | None = None,
) -> int:
    """One row a mention; with `profile`, under the header of another product. How many mentions that were.

    `unread` stands in a sheet of its own or in the metadata; a text file has no room for it, see `write_beside`.

    Raises ExportError where a package for the format is missing.
    """
    layout = replace(PROFILES[profile] if profile else OWN, unread=unread)
    write: Writer = import_module(f"listener.exports.{format}").write  # each loads where it is asked for
    return write(selected(store, selection, watch), out, layout, zone, now)


def _lines(store: Exported, selection: Selection, watch: Watch, *, canonical: bool = False) -> Iterator[bytes]:
    rows: Iterator[ndjson.Row] = (
        ndjson.row(each, _revisions(store, each, selection)) for each in selected(store, selection, watch)
    )
    for row in ndjson.canonical(rows) if canonical else rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _revisions(store: Exported, stored: StoredMention, selection: Selection) -> list[Revision]:
    if stored.mention.revision == 1 or selection.terms.forbidding(stored):
        return []
    return store.revisions(stored.id)
