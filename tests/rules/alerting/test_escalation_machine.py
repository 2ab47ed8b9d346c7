"""Any order of alerts, people, restarts and clock changes: no lost page, none after an answer, none twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rules.alerting.escalation import Page
from rules.alerting.incidents import acknowledge, hand_over, note, receive, resolve, set_severity, step
from rules.alerting.routing import Effective
from storage.records import Incident, Level, Policy, Who
from storage.sqlite.codec import dumps, loads
from tests.worlds.alerts import NOW, alert

ROUTE = Effective(name="all", targets=("team",))
LABELS = {"brand": "acme"}
TICK = timedelta(seconds=30)
TIMEOUTS = (timedelta(minutes=5), timedelta(minutes=10))
STALE = timedelta(hours=1)
POLICY = Policy(
    name="wake",
    levels=(
        Level(members=(Who.person("Mia"), Who("oncall:first")), timeout=TIMEOUTS[0]),
        Level(members=(Who.person("Bo"),), timeout=TIMEOUTS[1]),
    ),
    repeat=1,
    stale_after=STALE,
)
MEMBERS = ("person:Mia", "oncall:first", "person:Bo")
ROUNDS = POLICY.repeat + 1


class Search(RuleBasedStateMachine):
    """The real time `passed` grows evenly, whatever the clock says; every promise is measured in it."""

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.passed = NOW, timedelta()
        self.incident: Incident | None = None
        self.ids = 0
        self.reached = dict.fromkeys(MEMBERS, ("somebody",))
        self.numbers: set[tuple[int | None, int]] = set()
        self._afresh()

    def _afresh(self) -> None:
        """Nobody has been paged in this search yet."""
        self.waiting_since = self.passed
        self.pages = 0
        self.last_level = 0
        self.jumped_ahead = False
        self.everybody_reached = all(self.reached.values())

    def _is(self, state: str) -> bool:
        return self.incident is not None and self.incident.state == state

    @rule(fingerprint=st.sampled_from("abc"), severity=st.integers(1, 3), minutes=st.integers(0, 120))
    def alerts(self, fingerprint: str, severity: int, minutes: int) -> None:
        before = self.incident
        new = alert(fingerprint, at=self.clock, severity=severity, lasts=timedelta(minutes=minutes))
        self.incident = receive(before, [new], ROUTE, LABELS, self.clock, (POLICY,))
        if before is None or before.state == "resolved":
            self._afresh()
        self._graver(before)
        self._restart()
        self._tick()

    def _graver(self, before: Incident | None) -> None:
        """Severity 1 wakes again whom nobody could find before."""
        given_up = before and before.state == "open" and before.paging and before.paging.next_at is None
        if given_up and before and self.incident and self.incident.severity == 1 < before.severity:
            self._afresh()

    @rule(seconds=st.sampled_from([30, 300, 900, 7200]))
    def time_passes(self, seconds: int) -> None:
        for _ in range(seconds // 30):
            self.clock, self.passed = self.clock + TICK, self.passed + TICK
            self._tick()

    @rule(hours=st.sampled_from([-48, -1, 1, 48]))
    def clock_is_set(self, hours: int) -> None:
        self.clock += timedelta(hours=hours)
        self.jumped_ahead = self.jumped_ahead or hours > 0
        self._tick()

    @rule(member=st.sampled_from(MEMBERS), works=st.booleans())
    def a_channel_breaks_or_works_again(self, member: str, works: bool) -> None:
        self.reached[member] = ("somebody",) if works else ()
        self.everybody_reached = self.everybody_reached and works

    @precondition(lambda self: self._is("open"))
    @rule(who=st.sampled_from(["Mia", "Bo"]))
    def somebody_takes_it(self, who: str) -> None:
        assert self.incident
        self.incident = acknowledge(self.incident, who, self.clock)
        self._touched()

    @precondition(lambda self: self._is("open") or self._is("acknowledged"))
    @rule(to=st.sampled_from(["Mia", "Bo"]))
    def somebody_hands_it_over(self, to: str) -> None:
        assert self.incident
        self.incident = hand_over(self.incident, to, "Ann", self.clock)
        self._touched()

    @precondition(lambda self: self._is("acknowledged"))
    @rule()
    def somebody_writes_a_note(self) -> None:
        assert self.incident
        self.incident = note(self.incident, "still at it", "Mia", self.clock)
        self._touched()

    @precondition(lambda self: self._is("open") or self._is("acknowledged"))
    @rule(severity=st.integers(1, 3))
    def somebody_sets_the_severity(self, severity: int) -> None:
        before = self.incident
        assert before
        self.incident = set_severity(before, severity, "Mia", ROUTE, self.clock)
        self._graver(before)
        if before.state == "acknowledged" and before.severity != severity:
            self._touched()
        self._restart()

    @precondition(lambda self: self._is("open") or self._is("acknowledged"))
    @rule()
    def somebody_ends_it(self) -> None:
        assert self.incident
        self.incident, _ = resolve(self.incident, "Mia", self.clock)
        self._restart()

    @invariant()
    def no_page_is_lost(self) -> None:
        """Open, not through, and somebody can be reached: the next page is never further than one timeout away."""
        if not self._is("open") or not self.everybody_reached:
            return
        assert self.incident
        assert self.incident.paging
        if self.pages < ROUNDS * len(TIMEOUTS):
            assert self.incident.paging.next_at
            wait = TIMEOUTS[self.last_level - 1] if self.pages else timedelta()
            assert self.passed - self.waiting_since <= wait + TICK

    @invariant()
    def a_search_has_an_end(self) -> None:
        assert self.pages <= ROUNDS * len(TIMEOUTS)

    @invariant()
    def nothing_is_due_once_it_is_over(self) -> None:
        assert not self._is("resolved") or self.incident.paging.next_at is None  # type: ignore[union-attr]

    def _touched(self) -> None:
        self._afresh()
        self._restart()

    def _tick(self) -> None:
        """What the service does every few seconds."""
        if self.incident is None or self._is("resolved"):
            return
        before = self.incident
        self.incident, _, made = step(before, ROUTE, self.reached, self.clock)
        again, _, twice = step(self.incident, ROUTE, self.reached, self.clock)
        assert twice == (), "the same moment looked at twice pages nobody twice"
        assert again.paging == self.incident.paging
        for page in made:
            self._paged(before, page)
        self._restart()

    def _paged(self, before: Incident, made: Page) -> None:
        assert (before.id, made.number) not in self.numbers, "numbers are the keys of deliveries"
        self.numbers.add((before.id, made.number))
        assert all(self.reached[member] for member in made.members)
        if before.state == "acknowledged":
            assert self.passed - self.waiting_since >= STALE or self.jumped_ahead, "only what is stale pages again"
            self._afresh()
        elif self.pages and not self.jumped_ahead:
            assert self.passed - self.waiting_since >= TIMEOUTS[self.last_level - 1]
        if self.everybody_reached:
            assert made.level == self.pages % len(TIMEOUTS) + 1
        self.pages, self.last_level = self.pages + 1, made.level
        self.waiting_since, self.jumped_ahead = self.passed, False

    def _restart(self) -> None:
        """Every step survives a restart: stored, given an id, loaded."""
        assert self.incident
        if self.incident.id is None:
            self.ids += 1
            self.incident = replace(self.incident, id=self.ids)
        self.incident = loads(Incident, dumps(self.incident))


Search.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestSearch = Search.TestCase
