"""The ledger of what could be seen: of each source, hour by hour, written while it happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Sight = Literal["ok", "empty", "partial", "rate limited", "unauthorised", "broken", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch in which a source gave the same, within one hour of the clock (UTC).

    Attributes:
        hour: When the hour began.
        first, last: When it was asked first and last with that outcome.
        polls: How often it was asked with that outcome.
        fresh: Posts newer than any that it had shown before; none of a first collection.
        newest: When the newest of those was said; None where there was none.
        delay: Mean seconds from when they were said to when they were collected; None where nothing tells.
        why: What it said last of why it is so, in words; "" where all was well.
    """

    source: str
    hour: datetime
    sight: Sight
    first: datetime
    last: datetime
    polls: int = 1
    fresh: int = 0
    newest: datetime | None = None
    delay: float | None = None
    why: str = ""
