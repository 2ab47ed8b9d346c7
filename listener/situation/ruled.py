"""Every rule with what it raised in thirty days, how often people called that useful, and what of the noise is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from listener.config.config import Config
from listener.metrics.alert_rate import alert_rate
from listener.wording.figures import counted, spelled
from rules.alerting.precision import BUDGET, SPAN, WEEK, RulePrecision, complaint, precision, precisions
from rules.base import Rule, rules
from rules.wording.scopes import subject
from storage.records import Made, Verdict
from storage.responding import Responding
from storage.store import Evaluating, Surveying

MONTH = timedelta(days=30)
MOST = 2000
"""Incidents that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """One rule.

    Attributes:
        type: Its type, and whose posts it looks at, in words.
        fired: When it raised something, and whether that was noise; oldest first.
        judged: What people said of it in 90 days.
        complaint: What is to be said of one that is mostly noise; None of others.
        made: What it was made from on a page; None where it stands in the file.
    """

    rule: Rule
    type: str
    about: str
    fired: Sequence[tuple[datetime, bool]]
    judged: RulePrecision
    complaint: str | None
    made: Made | None

    @property
    def per_week(self) -> float:
        """Incidents a week, of the last thirty days."""
        return alert_rate(len(self.fired), MONTH.days)


class Judged(Evaluating, Responding, Surveying, Protocol):
    """Incidents, and what people said of them."""


def ruled(store: Judged, config: Config, now: datetime) -> list[Ruled]:
    """All that are configured, the gravest first."""
    verdicts = store.verdicts(now - SPAN)
    judged, noise = precisions(verdicts, now), _noise(verdicts)
    fired: dict[str, list[tuple[datetime, bool]]] = {}
    for each in store.raised(now - MONTH, MOST):
        for name in each.rules:
            fired.setdefault(name, []).append((each.opened_at, noise.get((each.incident, name), False)))
    names = {model: name for name, model in rules.all().items()}
    rows = [
        Ruled(
            rule=rule,
            type=names[type(rule)],
            about=subject(rule.scope),
            fired=sorted(fired.get(rule.name, ())),
            judged=(found := judged.get(rule.name) or precision(rule.name, (), now)),
            complaint=complaint(found, now),
            made=config.made_of("rules", rule.name),
        )
        for rule in config.rules
    ]
    return sorted(rows, key=lambda row: row.rule.severity)


def _noise(verdicts: Iterable[Verdict]) -> Mapping[tuple[int | None, str], bool]:
    """Whether the last word on a rule in an incident was noise."""
    ordered = sorted(verdicts, key=lambda each: each.at)
    return {(each.incident_id, each.rule): not each.useful for each in ordered}


def title(rows: Sequence[Ruled], now: datetime) -> str:
    """How often they spoke up."""
    if not rows:
        return "No rule watches yet"
    week = sum(at > now - WEEK for row in rows for at, _ in row.fired)
    name = "One rule" if len(rows) == 1 else f"{spelled(len(rows)).capitalize()} rules"
    return f"{name} fired {counted(week, 'time')} this week"


def lead(rows: Sequence[Ruled]) -> str:
    """How much of it was noise, against what is allowed."""
    if not rows:
        return (
            "A rule says what is unusual enough to tell somebody. Choose a kind below: it is tried on what is stored."
        )
    noise = [row for row in rows if row.judged.week]
    total = sum(row.judged.week for row in rows)
    allowed = f"{BUDGET:g} noise alerts a week are allowed"
    if not noise:
        return f"{allowed}, and none came. Say useful or noise on an incident: rules are measured by that."
    worst = max(noise, key=lambda row: row.judged.week)
    right = f"it was right in {worst.judged.useful} of {counted(worst.judged.verdicts, 'case')}"
    return f"{allowed}, and {total} came, most from “{worst.rule.name}”: {right}."
