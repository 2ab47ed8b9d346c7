"""What a copy of the mentions in memory is kept fresh by, and the questions that people keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Mentions that came, changed or went since some point of the log.

    Attributes:
        until: Where the next asking begins.
        mentions: Their ids, each once; some may be there no more.
        complete: False where the log does not reach back so far: everything must be read anew.
    """

    until: int
    mentions: tuple[int, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A question about the mentions that a person keeps under a name.

    Attributes:
        name: Unique among those of the person.
        asked: What stands behind the `?` of its address.
    """

    person: str
    name: str
    asked: str
    saved_at: datetime
