"""Any order of alerts, people, restarts and clock changes: nothing is lost, nothing is told twice."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rules.alerting.incidents import acknowledge, advance, receive, resolve, set_severity
from rules.alerting.news import news
from rules.alerting.routing import Effective
from storage.records import Alert, Incident, NoticeKind
from tests.worlds.alerts import NOW, alert

ROUTE = Effective(name="all", targets=("mail",))
LABELS = {"brand": "acme"}
TICK = timedelta(seconds=10)
PATIENCE = ROUTE.group_interval + 2 * TICK
FINGERPRINTS = st.sampled_from("abc")


class People(RuleBasedStateMachine):
    """The real time `passed` grows evenly, whatever the clock says; every promise is measured in it."""

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.passed = NOW, timedelta()
        self.incident: Incident | None = None
        self.ids = 0
        self.untold: dict[str, timedelta] = {}
        self.last_told: timedelta | None = None
        self.severity_told = 0
        self.clock_jumped_ahead = False

    @rule(fingerprint=FINGERPRINTS, severity=st.integers(1, 3), minutes=st.integers(-60, 120), lasting=st.booleans())
    def alerts(self, fingerprint: str, severity: int, minutes: int, lasting: bool) -> None:
        ends = timedelta(minutes=minutes)
        new = alert(
            fingerprint, at=self.clock + min(ends, timedelta()), severity=severity, lasts=abs(ends), lasting=lasting
        )
        before = self.incident
        self.incident = receive(before, [new], ROUTE, LABELS, self.clock)
        if before is None or before.state == "resolved":
            self._forget()
        if self.incident is not before and self._is_news(before, new):
            self.untold.setdefault(fingerprint, self.passed)
        self._weigh()
        self._save()

    def _is_news(self, before: Incident | None, new: Alert) -> bool:
        """Straight from the promise: unknown to the open incident, or back after its end."""
        if before is None or before.state == "resolved":
            return True
        known = {one.fingerprint: one for one in before.alerts}
        old = known.get(new.fingerprint)
        return old is None or (old.ends_at <= self.clock and not (new.lasting and new.starts_at <= old.ends_at))

    def _weigh(self) -> None:
        """A severity above the one that was told last is news too, until a person lowers it again."""
        assert self.incident
        if self.incident.state != "resolved" and self.incident.severity < self.severity_told:
            self.untold.setdefault("severity", self.passed)
        else:
            self.untold.pop("severity", None)

    @rule(seconds=st.sampled_from([10, 60, 600, 18000]))
    def time_passes(self, seconds: int) -> None:
        """The service looks every ten seconds near a deadline; longer stretches are skipped through in larger steps."""
        for _ in range(min(seconds // 10, 60)):
            step = max(TICK, timedelta(seconds=seconds) / 60)
            self.clock, self.passed = self.clock + step, self.passed + step
            self._tick()

    @rule(hours=st.sampled_from([-48, -1, 1, 48]))
    def clock_is_set(self, hours: int) -> None:
        self.clock += timedelta(hours=hours)
        self.clock_jumped_ahead = self.clock_jumped_ahead or hours > 0
        self._advance()

    @precondition(lambda self: self.incident and self.incident.state == "open")
    @rule()
    def somebody_acknowledges(self) -> None:
        assert self.incident
        self.incident = acknowledge(self.incident, "ann", self.clock)
        self._save()

    @precondition(lambda self: self.incident and self.incident.state != "resolved")
    @rule()
    def somebody_resolves(self) -> None:
        assert self.incident
        self.incident, kinds = resolve(self.incident, "ann", self.clock)
        assert kinds == (("resolved",) if self.last_told is not None else ())
        self._forget()
        self._save()

    @precondition(lambda self: self.incident and self.incident.state != "resolved")
    @rule(severity=st.integers(1, 3))
    def somebody_sets_the_severity(self, severity: int) -> None:
        assert self.incident
        self.incident = set_severity(self.incident, severity, "ann", ROUTE, self.clock)
        self._weigh()
        self._save()

    @invariant()
    def nothing_waits_too_long(self) -> None:
        assert all(self.passed - since <= PATIENCE + self._step for since in self.untold.values())

    @invariant()
    def the_story_is_consistent(self) -> None:
        if self.incident is None:
            return
        fingerprints = [one.fingerprint for one in self.incident.alerts]
        assert len(set(fingerprints)) == len(fingerprints)
        assert (self.incident.state == "resolved") == (self.incident.resolved_at is not None)
        assert self.incident.state != "resolved" or self.incident.next_notice_at is None

    _step = timedelta(seconds=300)

    def _tick(self) -> None:
        """What the store hands out: incidents with a notice due, or whose alerts have all ended."""
        due = self.incident and self.incident.next_notice_at
        if (due and due <= self.clock) or (
            self.incident and all(a.ends_at <= self.clock for a in self.incident.alerts)
        ):
            self._advance()

    def _advance(self) -> None:
        if self.incident is None or self.incident.state == "resolved":
            return
        before = self.incident
        self.incident, kinds = advance(before, ROUTE, self.clock)
        assert len(kinds) <= 1
        for kind in kinds:
            self._told(kind, before)
        assert advance(self.incident, ROUTE, self.clock) == (self.incident, ())
        self._save()

    def _told(self, kind: NoticeKind, before: Incident) -> None:
        assert (kind == "opened") == (self.last_told is None)
        if self.last_told is not None and not self.clock_jumped_ahead:
            assert self.passed - self.last_told >= ROUTE.group_interval
        if kind == "resolved":
            assert before.state == "open"
            assert before.severity > 1
            assert not self.untold
            self._forget()
            return
        if before.state == "acknowledged":
            assert self.untold or news(before), "who took it is told news alone"
        self.untold.clear()
        self.severity_told = before.severity
        self.last_told, self.clock_jumped_ahead = self.passed, False

    def _forget(self) -> None:
        """What a person ended, or what is over, needs no notice any more."""
        self.untold.clear()
        self.last_told, self.clock_jumped_ahead, self.severity_told = None, False, 0

    def _save(self) -> None:
        """Every step survives a restart: stored, given an id, loaded."""
        assert self.incident
        if self.incident.id is None:
            self.ids += 1
            self.incident = replace(self.incident, id=self.ids)
        self.incident = pickle.loads(pickle.dumps(self.incident))


People.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestPeople = People.TestCase
