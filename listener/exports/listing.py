"""Incidents as a file: a table, or JSON in the words that programs know."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from typing import BinaryIO, Literal, get_args
from zoneinfo import ZoneInfo

from listener.exports.columns.incidents import COLUMNS, Judged
from listener.exports.incidents import outline
from listener.exports.layout import Layout
from listener.wording.addresses import address
from storage.records import Incident

Format = Literal["csv", "xlsx", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def judged(incident: Incident, verdict: str | None, base_url: str | None) -> Judged:
    """An incident with what people called it."""
    return Judged(incident=incident, verdict=verdict, url=address(base_url, f"/incidents/{incident.id}"))


def write(
    rows: Iterable[Judged], out: BinaryIO, format: Format, *, base_url: str | None, zone: ZoneInfo, now: datetime
) -> int:
    """Write them; how many that were."""
    if format == "json":
        every = [{**outline(each.incident, base_url), "verdict": each.verdict} for each in rows]
        out.write(json.dumps(every, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n")
        return len(every)
    module = import_module(f"listener.exports.{format}")  # each loads where it is asked for
    count: int = module.write(rows, out, Layout(columns=COLUMNS, title="Incidents"), zone, now)
    return count
