"""What `listener rules list` shows: how often each rule fired, and how often it was right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from listener.cli.output import say, show
from listener.wording.figures import per_cent
from rules.alerting.precision import SPAN, RulePrecision, complaint, fired, precision, precisions
from rules.base import Rule, rules
from storage.responding import Responding
from storage.store import Evaluating

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
LOOKED_AT = 1000
"""So many incidents are looked through for what has fired."""


class Judged(Evaluating, Responding, Protocol):
    """Incidents, and what people said of them."""


def rows(store: Judged, configured: Sequence[Rule], now: datetime, budget: float) -> list[dict[str, object]]:
    """A row for each rule, as a script reads it."""
    types = {model: name for name, model in rules.all().items()}
    incidents, judged = store.incidents(limit=LOOKED_AT), precisions(store.verdicts(now - SPAN), now)
    week, month = fired(incidents, now - WEEK), fired(incidents, now - MONTH)
    return [
        {
            "rule": rule.name,
            "type": types[type(rule)],
            "scope": rule.scope,
            "severity": rule.severity,
            "enabled": rule.enabled,
            "fired_7_days": week[rule.name],
            "fired_30_days": month[rule.name],
            **_judged(judged.get(rule.name) or precision(rule.name, (), now), now, budget),
        }
        for rule in configured
    ]


def _judged(found: RulePrecision, now: datetime, budget: float) -> dict[str, object]:
    return {
        "precision": found.share,
        "low": found.low,
        "high": found.high,
        "verdicts": found.verdicts,
        "noise": found.noise,
        "noise_7_days": found.week,
        "budget": budget,
        "complaint": complaint(found, now),
    }


def table(found: Sequence[dict[str, object]]) -> None:
    """The same for a person, and what is to be said of those that are mostly noise."""
    columns = ("rule", "type", "scope", "severity", "fired_7_days", "fired_30_days")
    shown = [
        (
            *(str(row[name]) for name in columns[:4]),
            "watches" if row["enabled"] else "off",
            *(str(row[name]) for name in columns[4:]),
            _share(row),
            str(row["verdicts"]),
            f"{row['noise_7_days']} of {row['budget']:g}",
        )
        for row in found
    ]
    heads = ("rule", "type", "scope", "severity", "state", "7 days", "30 days", "useful", "verdicts", "noise a week")
    show(heads, shown)
    for row in found:
        if row["complaint"]:
            say(f"! {row['complaint']}")


def _share(row: dict[str, Any]) -> str:
    return f"{per_cent(row['precision'])} ({per_cent(row['low'])}–{per_cent(row['high'])})" if row["verdicts"] else "-"
