"""Addresses that show one thing to whoever has them, until they are withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

ShareKind = Literal["feed", "chart", "calendar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One such address.

    Attributes:
        kind: A feed of posts, the picture of a chart, or who is on call as a calendar.
        name: What it shows, for people.
        shows: What it shows, as the address of the page would have it.
        digest: Of the secret in it, which is shown once.
        used_at: When it was asked for last, to the minute; None: never.
    """

    id: int | None = None
    kind: ShareKind
    name: str
    shows: Mapping[str, str]
    digest: str = field(repr=False)
    made_by: str
    made_at: datetime
    used_at: datetime | None = None
