"""What somebody says of a table beforehand, on the command line or in the configuration, checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from sources.reading import dates
from sources.tables import columns, decode

NOW = "now"


def encoding(written: str) -> str:
    """The name of an encoding. Raises ValueError where there is none of this name."""
    found = decode.known(written)
    if found is None:
        raise ValueError(f"{written!r} is no encoding that is known here; write one as cp1252, shift_jis or utf-16")
    return found


def mapped(written: Iterable[str]) -> dict[str, str]:
    """Field -> header, from pairs as text=Kommentar,date=Datum. Raises ValueError for what is none, or no field."""
    pairs = [pair for each in written for pair in re.split(r",(?=\s*[\w. -]+=)", each) if pair.strip()]
    split = [(name.strip(), header.strip()) for name, _, header in (pair.partition("=") for pair in pairs)]
    if wrong := next((name for name, header in split if not (name and header)), None):
        raise ValueError(f"{wrong!r} names no column; write as text=Kommentar,date=Datum")
    return columns.named(dict(split))


def dated(written: str, zone: tzinfo, now: datetime | None = None) -> datetime | None:
    """The moment of rows without a date; None for `now`: when they are read. Raises ValueError for what is none, or for
    one behind `now`, where that is known."""
    if written.strip().lower() == NOW:
        return None
    found = dates.parse(written, zone)
    if found is None:
        raise ValueError(f"{written!r} is not a date; write one as 2026-09-01 or 2026-09-01 14:30, or now")
    if now and found > now:
        raise ValueError(f"{written!r} is in the future")
    return found
