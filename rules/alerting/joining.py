"""What a later alert adds to an earlier one with the same fingerprint; pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.counting.amounts import amount
from rules.wording.moments import utc

if TYPE_CHECKING:
    from storage.records import Alert

MOST_EVIDENCE = 20


def same_stretch(old: Alert, alert: Alert) -> bool:
    """Whether an alert only judges again a stretch of time that is known."""
    return alert.lasting and alert.starts_at <= old.ends_at


def joined(old: Alert, alert: Alert) -> Alert:
    """The newer alert with what the older one knew. Posts add up; a lasting count keeps its highest value."""
    total = max(old.value, alert.value) if alert.lasting else old.value + alert.value
    starts_at = min(old.starts_at, alert.starts_at)
    in_all = () if alert.lasting else (f"{amount(total)} in all since {utc(starts_at)}.",)
    return replace(
        alert,
        severity=min(old.severity, alert.severity),
        starts_at=starts_at,
        ends_at=max(old.ends_at, alert.ends_at),
        value=total,
        summary=alert.summary if alert.lasting else _of_all(old, alert, total),
        many=alert.many if alert.many == old.many else "",
        reasons=(*alert.reasons, *in_all),
        evidence=tuple(dict.fromkeys((*alert.evidence, *old.evidence)))[:MOST_EVIDENCE],
    )


def _of_all(old: Alert, alert: Alert, total: float) -> str:
    """What all the posts have in common; where they have not, how many there are and what the newest say."""
    if alert.many and alert.many == old.many:
        return f"{amount(total)} {alert.many}"
    newest = alert.summary.removeprefix(f"{amount(alert.value)} ")
    return f"{amount(total)}, the {'last' if alert.value == 1 else f'last {alert.value:,.0f}'} {newest}"
