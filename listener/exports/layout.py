"""How a table is laid out, whatever its format: its columns, what stands above them, how a text file writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from listener.exports.columns.base import Column
from listener.exports.unread import Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table is written.

    Attributes:
        encoding: Of a text file, with its byte-order mark.
        separator: Between the cells of a text file.
        preface: Rows of text before the header, made at a moment for a reader in a zone.
        title: What its rows are.
        unread: What could not be read in that time, for formats that have room for it; None: not known.
    """

    columns: Sequence[Column]
    encoding: str = "utf-8-sig"
    separator: str = ","
    preface: Callable[[datetime, ZoneInfo], Sequence[Sequence[str]]] = lambda _now, _zone: ()
    title: str = "Mentions"
    unread: Unread | None = None
