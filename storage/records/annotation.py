"""What happened at a moment, as people write it beside the counts: a price rise, a launch, a fire in the works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A word about a moment, shown on every chart that shows that moment.

    Attributes:
        at: The moment that it is about.
        brand: The brand that it concerns; None for all.
        who, made_at: Who wrote it, and when.
        removed_at: Since when it is shown no more; None while it is.
    """

    id: int | None = None
    at: datetime
    text: str
    brand: str | None = None
    who: str
    made_at: datetime
    removed_at: datetime | None = None
