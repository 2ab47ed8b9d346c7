"""Exports that are written beside everything else, for whoever asked for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ExportStatus = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One of them.

    Attributes:
        asked: The question, as the address of Explore has it.
        format: csv, xlsx, ndjson, json or parquet.
        who: Who asked for it.
        done, total: Mentions that were written, of about so many.
        note: What there is to say of it: why it failed, that it was begun again, what could not be read in its time.
        file: Its name in the folder of exports; "" until it is whole.
        size: Bytes of the file.
        until: When the file goes; None until it is whole, or for good.
    """

    id: int | None = None
    asked: Mapping[str, str]
    format: str
    who: str
    asked_at: datetime
    status: ExportStatus = "waiting"
    done: int = 0
    total: int = 0
    note: str = ""
    file: str = ""
    size: int = 0
    until: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.status not in ("waiting", "running")
