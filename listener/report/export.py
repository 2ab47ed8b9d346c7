"""Writes what is stored to a file or pipe: NDJSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Literal
from zoneinfo import ZoneInfo

from listener.report import csv, ndjson
from listener.report.profiles import OWN, PROFILES
from listener.report.terms import Terms
from storage.records import Revision, StoredMention
from storage.store import Querying

Format = Literal["ndjson", "csv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which mentions are meant.

    Attributes:
        since, until: By the time they were said; `until` is excluded.
        query, brand: Names; only what matches them. With neither, everything.
        terms: What may leave, and with which words beside it.
    """

    since: datetime | None = None
    until: datetime | None = None
    query: str | None = None
    brand: str | None = None
    terms: Terms = field(default_factory=Terms)

    def takes(self, stored: StoredMention) -> bool:
        """Whether the mention's matches are as asked."""
        by_query = self.query is None or any(match.query == self.query for match in stored.matches)
        by_brand = self.brand is None or any(match.brand == self.brand for match in stored.matches)
        return by_query and by_brand


def selected(store: Querying, selection: Selection) -> Iterator[StoredMention]:
    """The mentions of a selection as they may leave, oldest first, at constant memory."""
    found = store.export(since=selection.since, until=selection.until)
    return map(selection.terms.applied, filter(selection.takes, found))


def write_ndjson(store: Querying, selection: Selection, out: BinaryIO, *, canonical: bool = False) -> int:
    """Everything stored about each mention, one JSON object a line; how many that were."""
    rows: Iterator[ndjson.Row] = (
        ndjson.row(each, _revisions(store, each, selection)) for each in selected(store, selection)
    )
    count = 0
    for row in ndjson.canonical(rows) if canonical else rows:
        out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n")
        count += 1
    return count


def write_csv(
    store: Querying, selection: Selection, out: BinaryIO, *, zone: ZoneInfo, now: datetime, profile: str | None = None
) -> int:
    """One row a mention; with `profile`, under the header of another product. How many mentions that were."""
    layout = PROFILES[profile] if profile else OWN
    return csv.write(selected(store, selection), out, layout, zone, now)


def _revisions(store: Querying, stored: StoredMention, selection: Selection) -> list[Revision]:
    if stored.mention.revision == 1 or selection.terms.forbidding(stored):
        return []
    return store.revisions(stored.id)
