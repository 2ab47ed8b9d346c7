"""What the operator of a place asks of whoever keeps what was said there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The terms of a place, as data: what keeps, deletes, exports and passes on texts obeys them.

    Attributes:
        keep: How long texts may be kept; None: as long as one likes.
        follow_deletions: Within this time what was deleted there must be gone here; None: it is not asked.
        exportable: Whether texts may stand in exports; numbers and addresses always may.
        joinable: Whether authors may be joined with people who are known from elsewhere.
        attribution: What must stand beside a text that is shown to others; "" where nothing must.
        outside_models: Whether texts may be given to a model that somebody else runs.
        terms: Address of the terms that say so; "" where there are none.
    """

    keep: timedelta | None = None
    follow_deletions: timedelta | None = None
    exportable: bool = True
    joinable: bool = True
    attribution: str = ""
    outside_models: bool = True
    terms: str = ""
