"""A past of incidents in a store: alerts with their posts, who took them, what was sent, verdicts, some crises."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from listener.messages.compose import thread
from rules.alerting import incidents
from rules.alerting.routing import Effective
from rules.response import steps
from storage.records import Alert, Delivery, Incident, Notice, NoticeKind, Scope, StoredMention, Verdict, Who
from storage.store import Store
from tests.bench.posts import BRANDS

PEOPLE = ("Mia", "Bo", "Ines", "Karl")
RULES = ("volume", "negative share", "recall words", "low ratings")
CRISIS = 50
"""Every so many incidents one is a crisis."""

ROUTE = Effective(name="all", targets=(Who.target("team"), Who.target("on duty")), group_by=("brand", "rule"))
MINUTE = timedelta(minutes=1)


def write(store: Store, count: int, start: datetime, end: datetime, seed: int = 3) -> None:
    """Incidents at even distances between two moments; all but the last few are over."""
    chance, every = random.Random(seed), (end - start) / max(count, 1)
    for number in range(count):
        at = start + every * (number + 1)
        _Past(store, chance, at).live(crisis=number % CRISIS == 0, over=number < count - 5)


class _Past:
    """One incident from its alert to its end, each step saved as the service and people save it."""

    def __init__(self, store: Store, chance: random.Random, at: datetime) -> None:
        self.store, self.chance, self.at = store, chance, at
        self.brand, self.rule = chance.choice(list(BRANDS)), chance.choice(RULES)
        self.who = chance.choice(PEOPLE)

    def live(self, *, crisis: bool, over: bool) -> None:
        incident = self._opened()
        incident = self._after(incident, incidents.advance(incident, ROUTE, self._later(2)))
        if not crisis and incident.severity > 1 and self.chance.random() < 0.3:
            return self._left_alone(incident) if over else None
        self.who = incident.acknowledged_by or self.who
        incident = self._after(incident, (incidents.acknowledge(incident, self.who, self._later(15)), ()))
        if crisis:
            self._lead(incident, over=over)
        noted = incidents.note(incident, "Asked the shops, they see it too", self.who, self._later(30))
        incident = self._after(incident, (noted, ()))
        if over:
            self._after(incident, incidents.resolve(incident, self.who, self._later(240)))
            self._judge(incident)
        return None

    def _left_alone(self, incident: Incident) -> None:
        """Nobody takes it, and it ends by itself."""
        self._after(incident, incidents.advance(incident, ROUTE, self._later(300)))

    def _opened(self) -> Incident:
        labels = {"brand": self.brand, "rule": self.rule}
        before = self.store.incident(incidents.key(ROUTE, labels))
        evidence = self.store.search(scope=Scope.brand(self.brand), until=self.at, limit=5)
        alert = self._alert(evidence)
        return self._saved(incidents.receive(before, [alert], ROUTE, labels, self.at), (), evidence)

    def _alert(self, evidence: Sequence[StoredMention]) -> Alert:
        value = float(self.chance.randint(40, 900))
        return Alert(
            rule=self.rule,
            scope=Scope.brand(self.brand),
            severity=self.chance.choice((1, 2, 2, 3, 3)),
            fingerprint=f"{self.rule}-{self.brand}",
            starts_at=self.at - 60 * MINUTE,
            ends_at=self.at + 60 * MINUTE,
            value=value,
            expected=value / 6,
            summary=f"{value:.0f} posts about {self.brand} in an hour, {value / 6:.0f} are usual",
            reasons=("Never more than 30 in the last 14 days.", "Most come from one place."),
            evidence=tuple(stored.id for stored in evidence),
        )

    def _after(self, before: Incident, step: incidents.Step) -> Incident:
        after, kinds = step
        return before if after == before else self._saved(after, kinds)

    def _saved(
        self, incident: Incident, kinds: Sequence[NoticeKind], evidence: Sequence[StoredMention] = ()
    ) -> Incident:
        """Save it with what is told; the messages are accepted a moment later."""
        sent = [self._delivery(incident, kind, target) for kind in kinds for target in ROUTE.targets]
        saved = self.store.commit_incident(incident, sent)
        for one in self.store.claim_deliveries(self.at, MINUTE, len(sent)) if sent else ():
            self.store.finish_delivery(replace(one, attempt=1, sent_at=self.at))
        return saved

    def _delivery(self, incident: Incident, kind: NoticeKind, target: str) -> Delivery:
        notice = Notice(
            kind=kind,
            incident_id=incident.id,
            thread=thread(incident),
            number=incident.version,
            title=incident.title,
            severity=incident.severity,
            scope=Scope.brand(self.brand),
            created_at=self.at,
            alerts=incident.alerts,
            chart=tuple((self.at - 5 * MINUTE * step, self.chance.randrange(90)) for step in range(24, 0, -1)),
        )
        key = f"{incident.id}-{incident.version}-{kind}-{target}"
        return Delivery(key=key, target=target, notice=notice, next_try_at=self.at)

    def _lead(self, incident: Incident, *, over: bool) -> None:
        """Declare a crisis and see it through."""
        response = steps.declare(incident, 1, self.who, self._later(5))
        response = steps.assign(response, "legal", self.chance.choice(PEOPLE), self.who, self._later(4))
        response = steps.move(response, "identified", self.who, self._later(40))
        response = steps.add_task(response, "Call the plant", self.who, self.who, self._later(2))
        if over:
            response = steps.resolve(response, "The batch is off the shelves", self.who, self._later(200))
        self.store.commit_response(response, ())

    def _judge(self, incident: Incident) -> None:
        assert incident.id is not None
        useful = self.chance.random() < 0.7
        self.store.add_verdict(
            Verdict(incident_id=incident.id, rule=self.rule, useful=useful, who=self.who, at=self.at)
        )

    def _later(self, minutes: int) -> datetime:
        self.at += minutes * MINUTE
        return self.at
