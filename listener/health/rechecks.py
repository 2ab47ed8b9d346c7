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
PATIENT = 8
"""A place that gives no answer for this part of the time that its terms name needs a person."""
TIMES = ("complete", "looked", "steadily", "failing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked:
    """A place that could not be asked.

    Attributes:
        limit: The time that its terms name.
        until: When older texts are forgotten, unless it answers before.
        error: What it says instead; "" where it only was not asked soon enough.
    """

    limit: timedelta
    until: datetime
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecks:
    """How far one source has come.

    Attributes:
        began: When the present round began, or the last one where it is over.
        after_id: The id that was asked about last; None: the round is over.
        complete: When the last round that came to its end began: what was deleted before then is gone here.
        looked: When it was last looked after, whether or not it was asked, and answered.
        steadily: Since when it is looked after without a break.
        failing: Since when it gives no answer; None: it does.
        error: What it says instead.
    """

    began: datetime
    after_id: str | None = ""
    complete: datetime | None = None
    looked: datetime | None = None
    steadily: datetime | None = None
    failing: datetime | None = None
    error: str = ""

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

    def failed(self, error: str, now: datetime) -> Self:
        """It was asked in vain."""
        return replace(self, failing=self.failing or now, error=error)

    def answered(self) -> Self:
        """It was asked, and not in vain."""
        return replace(self, failing=None, error="")

    def is_late(self, limit: timedelta, now: datetime) -> bool:
        """Whether something that was deleted longer ago than the terms allow may still be here."""
        return now - (self.complete or self.began) > limit

    def is_given_up(self, limit: timedelta) -> bool:
        """Whether it is late though half of the time was there to ask: texts must go without an answer.

        After a break the place gets that half anew, as what nobody asked for may well be answered.
        """
        if not (self.looked and self.steadily):
            return False
        return self.looked > self.given_up(limit)

    def given_up(self, limit: timedelta) -> datetime:
        """When that is, unless it answers before."""
        return max((self.complete or self.began) + limit, max(self.began, self.steadily or self.began) + limit / 2)

    def unasked(self, limit: timedelta, now: datetime) -> Unasked | None:
        """What a person should know of, also while there is time to help."""
        if not (self.is_late(limit, now) or (self.failing and now - self.failing > limit / PATIENT)):
            return None
        return Unasked(limit=limit, until=self.given_up(limit), error=self.error)

    def plain(self) -> dict[str, Any]:
        """For the note."""
        times = {name: time and time.isoformat() for name in TIMES for time in [getattr(self, name)]}
        return {"began": self.began.isoformat(), "after": self.after_id, "error": self.error, **times}


def rechecks(noted: str | None) -> dict[str, Rechecks]:
    """What was noted, by source."""
    return {name: _read(each) for name, each in json.loads(noted or "{}").items()}


def _read(plain: Mapping[str, Any]) -> Rechecks:
    times = {name: datetime.fromisoformat(told) for name in TIMES if (told := plain.get(name))}
    began, error = datetime.fromisoformat(plain["began"]), plain.get("error", "")
    return Rechecks(began=began, after_id=plain["after"], error=error, **times)
