"""How far it is known whether what was found in a place is still there: a round of questions after another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

NOTE = "rechecks"
"""Under this key the store knows how far each source has come."""
BREAK = timedelta(hours=1)
"""Nobody looked for so long: the service did not run, or the source was switched off."""
TIMES = ("complete", "looked", "steadily")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecks:
    """How far one source has come.

    Attributes:
        began: When the present round began, or the last one where it is over.
        after_id: The id that was asked about last; None: the round is over.
        complete: When the last round that came to its end began: what was deleted before then is gone here.
        looked: When it was last looked after, whether or not it was asked, and answered.
        steadily: Since when it is looked after without a break.
    """

    began: datetime
    after_id: str | None = ""
    complete: datetime | None = None
    looked: datetime | None = None
    steadily: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether all were asked about in this round."""
        return self.after_id is None

    @property
    def after(self) -> str:
        """Where to go on."""
        return self.after_id or ""

    def looked_after(self, now: datetime) -> Self:
        """It is its turn."""
        went_on = self.steadily and self.looked and now - self.looked <= BREAK
        return replace(self, looked=now, steadily=self.steadily if went_on else now)

    def past(self, id: str) -> Self:
        """The ids up to this one were asked about."""
        return replace(self, after_id=id)

    def again(self, now: datetime) -> Self:
        """The next round begins."""
        return replace(self, began=now, after_id="")

    def ended(self) -> Self:
        """All were."""
        return replace(self, after_id=None, complete=self.began)

    def is_late(self, limit: timedelta, now: datetime) -> bool:
        """Whether something that was deleted longer ago than the terms allow may still be here."""
        return now - (self.complete or self.began) > limit

    def is_given_up(self, limit: timedelta) -> bool:
        """Whether it is late though half of the time was there to ask: texts must go without an answer.

        After a break the place gets that half anew, as what nobody asked for may well be answered.
        """
        if not (self.looked and self.steadily):
            return False
        return self.is_late(limit, self.looked) and self.looked - max(self.began, self.steadily) > limit / 2

    def plain(self) -> dict[str, Any]:
        """For the note."""
        times = {name: time and time.isoformat() for name in TIMES for time in [getattr(self, name)]}
        return {"began": self.began.isoformat(), "after": self.after_id, **times}


def rechecks(noted: str | None) -> dict[str, Rechecks]:
    """What was noted, by source."""
    return {name: _read(each) for name, each in json.loads(noted or "{}").items()}


def _read(plain: Mapping[str, Any]) -> Rechecks:
    times = {name: datetime.fromisoformat(told) for name in TIMES if (told := plain.get(name))}
    return Rechecks(began=datetime.fromisoformat(plain["began"]), after_id=plain["after"], **times)
