"""Updates to stakeholders in a crisis: what they say, when the next one is due, and who is reminded; pure.

First one within 15 minutes, then every 30 (severity 1); 30 minutes, then hourly (2); 2 hours, then every 4 (3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from rules.response.chronicle import logged, ongoing, worded
from rules.wording.durations import span
from rules.wording.moments import utc, zoned
from storage.records import Response, Update

FIRST = {1: timedelta(minutes=15), 2: timedelta(minutes=30), 3: timedelta(hours=2)}
"""How long after the declaration, by severity."""
EVERY = {1: timedelta(minutes=30), 2: timedelta(hours=1), 3: timedelta(hours=4)}
"""How long after the update before."""
AGAIN = timedelta(minutes=15)
"""Between two reminders of one update that is overdue."""
DRILL_LASTS = timedelta(hours=4)
"""After so long nobody is reminded in a drill any more: people forget to end it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The parts of an update.

    Attributes:
        status: What is known and what is not.
        scope: Who and what is affected.
        actions: What is being done.
        workaround: What those affected can do meanwhile; "" where nothing is known.
    """

    status: str
    scope: str
    actions: str
    workaround: str = ""

    def text(self, next_at: datetime, zone: tzinfo = UTC) -> str:
        """As stakeholders read it, in their zone."""
        return "\n".join(
            (
                f"Status: {worded(self.status, 'the status')}",
                f"Scope: {worded(self.scope, 'the scope')}",
                f"Actions: {worded(self.actions, 'what is being done')}",
                f"Workaround: {self.workaround.strip() or 'none known yet'}",
                f"Next update: {zoned(next_at, zone)}, or earlier if something changes",
            )
        )


def post(
    response: Response,
    told: Told,
    who: str,
    now: datetime,
    wait: timedelta | None = None,
    zone: tzinfo = UTC,
) -> Response:
    """An update, and with it the promise of the next one, after `wait` where it is given.

    Raises Conflict once resolved, ValueError for a part that is empty or a wait longer than the severity allows.
    """
    ongoing(response)
    longest = EVERY[response.severity]
    wait = longest if wait is None else wait
    if not timedelta(0) < wait <= longest:
        raise ValueError(
            f"at severity {response.severity} the next update comes within {span(longest)}; "
            "promise it sooner, or lower the severity first"
        )
    update = Update(at=now, who=who, text=told.text(now + wait, zone), next_at=now + wait)
    return _posted(response, update, f"update: {told.status.strip()}")


def post_last(response: Response, said: str, who: str, now: datetime) -> Response:
    """The update that ends it: nothing is promised any more."""
    update = Update(at=now, who=who, text=worded(said, "what was said at the end"), next_at=None)
    return _posted(response, update, f"last update: {said.strip()}")


def rescheduled(response: Response, now: datetime) -> Response:
    """A promise that fits a severity that was changed: an earlier one stays, since it was given."""
    waits = EVERY if response.updates else FIRST
    limit = now + waits[response.severity]
    due = min(response.next_update_at or limit, limit)
    return replace(response, next_update_at=due)


def due(response: Response, now: datetime) -> bool:
    """Whether the lead must be reminded: once when the promised moment has come, and again while it passes by."""
    promised, last = response.next_update_at, response.reminded_at
    if promised is None or response.phase == "resolved" or now < promised:
        return False
    if response.drill and now - response.declared_at > DRILL_LASTS:
        return False
    # A reminder that seems to lie far ahead is from before the clock was set back.
    return last is None or last < promised or abs(now - last) >= AGAIN


def remind(response: Response, now: datetime) -> Response:
    """The lead is being reminded; to be called when `due`."""
    promised = response.next_update_at
    told = f"reminded of the update promised for {utc(promised)}" if promised else "reminded of the update"
    return logged(replace(response, reminded_at=now), "reminded", told, None, now)


def _posted(response: Response, update: Update, what: str) -> Response:
    told = replace(response, updates=(*response.updates, update), next_update_at=update.next_at, reminded_at=None)
    return logged(told, "update", what, update.who, update.at)
