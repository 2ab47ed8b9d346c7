"""How far it is known whether what was found in a place is still there: a round of questions after another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

NOTE = "rechecks"
"""Under this key the store knows how far each source has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecks:
    """How far one source has come.

    Attributes:
        began: When the present round began, or the last one where it is over.
        after_id: The id that was asked about last; None: the round is over.
        complete: When the last round that came to its end began: what was deleted before then is gone here.
    """

    began: datetime
    after_id: str | None = ""
    complete: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether all were asked about in this round."""
        return self.after_id is None

    @property
    def after(self) -> str:
        """Where to go on."""
        return self.after_id or ""

    def past(self, id: str) -> Self:
        """The ids up to this one were asked about."""
        return replace(self, after_id=id)

    def ended(self) -> Self:
        """All were."""
        return replace(self, after_id=None, complete=self.began)

    def is_late(self, limit: timedelta, now: datetime) -> bool:
        """Whether something that was deleted longer ago than the terms allow may still be here."""
        return now - (self.complete or self.began) > limit

    def plain(self) -> dict[str, Any]:
        """For the note."""
        complete = self.complete and self.complete.isoformat()
        return {"began": self.began.isoformat(), "after": self.after_id, "complete": complete}


def rechecks(noted: str | None) -> dict[str, Rechecks]:
    """What was noted, by source."""
    return {name: _read(each) for name, each in json.loads(noted or "{}").items()}


def _read(plain: Mapping[str, Any]) -> Rechecks:
    complete = plain["complete"] and datetime.fromisoformat(plain["complete"])
    return Rechecks(began=datetime.fromisoformat(plain["began"]), after_id=plain["after"], complete=complete)
