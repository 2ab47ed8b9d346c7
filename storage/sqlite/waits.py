"""Waits that a clock which was set back would make longer, each cut to what it was.

What waits is moved; what happened stays as it was written. Promises to people and silences keep the time of the wall.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage import records
from storage.sqlite import collecting, delivering, evaluating
from storage.sqlite.codec import dumps, loads, micros

if TYPE_CHECKING:
    from storage.records import Alert, Delivery, Fired, Incident, Paging, RuleState, SourceState

DAY = timedelta(days=1)


class Waits:
    """Moments as they stand after the clock was set back.

    A wait that was to end `by` later ends when it was to end in time that passed: at most its own length from now.
    """

    def __init__(self, connection: sqlite3.Connection, by: timedelta, now: datetime) -> None:
        self._connection, self._by, self._now = connection, by, now

    def cut(self) -> None:
        """Everything that waits."""
        self._sources()
        self._rules()
        self._incidents()
        self._deliveries()
        self._browsers()

    def _browsers(self) -> None:
        """Browsers stay signed in, and links work, no longer than they would have."""
        now, by = micros(self._now), self._by // timedelta(microseconds=1)
        self._connection.execute("UPDATE sessions SET began = min(began, ?), seen = min(seen, ?)", (now, now))
        self._connection.execute("UPDATE entry_links SET until = max(?, until - ?) WHERE until > ?", (now, by, now))

    def _sources(self) -> None:
        rows = self._connection.execute("SELECT state FROM sources").fetchall()
        collecting.save(self._connection, [self._source(loads(records.SourceState, state)) for (state,) in rows])

    def _source(self, state: SourceState) -> SourceState:
        return replace(
            state,
            next_due_at=self._nearer(state.next_due_at),
            lease_until=state.lease_until and self._nearer(state.lease_until),
            polled_at=state.polled_at and self._past(state.polled_at),
            last_success_at=state.last_success_at and self._past(state.last_success_at),
            failing_since=state.failing_since and self._past(state.failing_since),
        )

    def _rules(self) -> None:
        """What was judged in a time that has not come yet is judged when it comes."""
        rows = self._connection.execute("SELECT state FROM rules").fetchall()
        states = [self._rule(loads(records.RuleState, state)) for (state,) in rows]
        self._connection.executemany(
            "UPDATE rules SET state = ? WHERE name = ?", [(dumps(state), state.name) for state in states]
        )

    def _rule(self, state: RuleState) -> RuleState:
        return replace(
            state,
            evaluated_until=self._past(state.evaluated_until),
            began=state.began and self._past(state.began),
            fired=tuple(self._fired(fired) for fired in state.fired),
        )

    def _fired(self, fired: Fired) -> Fired:
        return replace(fired, ends_at=self._nearer(fired.ends_at))

    def _incidents(self) -> None:
        rows = self._connection.execute("SELECT id, version, body FROM incidents WHERE unresolved").fetchall()
        for id, version, body in rows:
            known = loads(records.Incident, body, id=id, version=version)
            if (moved := self._incident(known)) != known:
                evaluating.save(self._connection, moved)

    def _incident(self, incident: Incident) -> Incident:
        return replace(
            incident,
            alerts=tuple(self._alert(alert) for alert in incident.alerts),
            next_notice_at=incident.next_notice_at and self._nearer(incident.next_notice_at),
            last_notice_at=incident.last_notice_at and self._past(incident.last_notice_at),
            paging=incident.paging and self._paging(incident.paging),
            also=tuple(map(self._paging, incident.also)),
        )

    def _alert(self, alert: Alert) -> Alert:
        ends_at = self._nearer(alert.ends_at)
        return replace(alert, starts_at=min(alert.starts_at, ends_at), ends_at=ends_at)

    def _paging(self, paging: Paging) -> Paging:
        return replace(paging, next_at=paging.next_at and self._nearer(paging.next_at))

    def _deliveries(self) -> None:
        rows = self._connection.execute("SELECT id, body FROM deliveries WHERE pending").fetchall()
        delivering.save(self._connection, [self._delivery(loads(records.Delivery, body, id=id)) for id, body in rows])
        # Limits count what was sent lately by this column; the record keeps when that was.
        self._connection.execute(
            "UPDATE deliveries SET due = due - ? WHERE NOT pending AND due > ?",
            (self._by // timedelta(microseconds=1), micros(self._now)),
        )

    def _delivery(self, delivery: Delivery) -> Delivery:
        """One that nobody has touched waits for an hour of somebody's day, such as the end of the night."""
        move = self._nearer if delivery.begun or delivery.held else self._same_hour
        return replace(delivery, next_try_at=move(delivery.next_try_at))

    def _same_hour(self, moment: datetime) -> datetime:
        return moment if moment <= self._now else max(self._now, moment - round(self._by / DAY) * DAY)

    def _nearer(self, moment: datetime) -> datetime:
        return moment if moment <= self._now else max(self._now, moment - self._by)

    def _past(self, moment: datetime) -> datetime:
        return min(moment, self._now)
