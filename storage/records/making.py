"""What people make on pages, beside the configuration's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

MadeSection = Literal["brands", "queries", "sources", "rules", "reports", "stand_ins"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One table of a section, as it would stand in the file.

    Attributes:
        name: Its identity, unique in the section; also in the file's.
        table: All its settings, its name among them, as TOML has them: text, numbers, lists, tables. Secrets stand in
            it only as `env:NAME` or `file:PATH`.
        by: Who made it, or changed it last.
        at: When.
    """

    section: MadeSection
    name: str
    table: Mapping[str, Any]
    by: str
    at: datetime
