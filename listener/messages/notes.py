"""What an update and an end say in a sentence: what is new, who ended it, and what nobody can know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite

from rules.alerting.titles import gravest
from rules.counting.amounts import amount
from rules.wording.moments import utc
from storage.records import Alert, Incident


def fresh(news: Iterable[Alert]) -> int:
    """How many posts are new; two rules that tell of one post do not make two of it."""
    posts = [alert for alert in news if not alert.lasting and isfinite(alert.value)]
    named = {id for alert in posts for id in alert.evidence}
    return max([len(named), *(round(alert.value) for alert in posts)])


def of_counts(news: Sequence[Alert]) -> str:
    """What the gravest count that is new says, as it stands."""
    counts = gravest([alert for alert in news if alert.lasting])
    return counts[0].now or counts[0].summary if counts else ""


def what_is_new(incident: Incident, news: Sequence[Alert]) -> str:
    """What is new since the notice before the last; that it goes on, where nothing is."""
    told = [entry for entry in incident.timeline if entry.kind == "told"]
    since = f" since {utc(told[-2].at)}" if len(told) > 1 else ""
    several = len(news) > 1
    said = "; ".join(alert.now or alert.summary if alert.lasting else _posts(alert, several=several) for alert in news)
    return f"New{since}: {said}." if said else f"Nothing new{since}: it goes on."


def _posts(alert: Alert, *, several: bool) -> str:
    """New posts of one rule, in its words where they hold for all of them, else by its name where there are others."""
    if alert.many and alert.value > 1:
        return f"{amount(alert.value)} {alert.many}"
    return f"{amount(alert.value)} (“{alert.rule}”)" if several else amount(alert.value)


def ended_by(incident: Incident) -> str:
    """Who ended it; "" where it ended by itself."""
    last = incident.last("resolved")
    return last.who or "" if last else ""
