"""How long the steps of an incident or a crisis took, beside what was promised of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.crisis.debrief import Times, first_answer
from listener.metrics.response_times import elapsed, first_taken
from listener.wording.durations import brief
from rules.response.targets import ResponseSection
from storage.records import Incident, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One step.

    Attributes:
        what: From when to when it is measured.
        length: None where the step has not come, or nobody knows when.
        target: None where nothing is promised.
        until: When the target is over; None without one, or where nobody knows since when.
    """

    name: str
    what: str
    length: timedelta | None
    target: timedelta | None
    until: datetime | None = None

    @property
    def late(self) -> bool:
        """Whether it took longer than was promised."""
        return self.length is not None and self.target is not None and self.length > self.target

    @property
    def said(self) -> str:
        """How it stands to its target: "3 min to spare", "36 min over"; "" where one of them is not known."""
        if self.length is None or self.target is None:
            return ""
        apart = abs(self.target - self.length)
        return f"{brief(apart)} over" if self.late else f"{brief(apart)} to spare" if apart else "just in time"

    @property
    def share(self) -> float | None:
        """The length as a part of the target; None where one of them is not known."""
        return None if self.length is None or self.target is None else self.length / self.target


def measured(times: Times, targets: ResponseSection) -> list[Measured]:
    """The steps of a crisis."""
    alert, first, calm = times.alerted, times.first_post, "first alert, until volume and tone were as before"
    return [
        _step("Seen", "first post of a story that drove it, to the first alert", first, alert, targets.seen),
        _taken(alert, times.acknowledged, targets),
        _answered(alert, times.responded, targets),
        _over(alert, times.resolved, targets),
        _step("Recovered", calm, alert, times.recovered, targets.recovery),
    ]


def promised(incident: Incident, response: Response | None, targets: ResponseSection) -> Sequence[Measured]:
    """The steps of an incident that have a target, and can be told without counting its posts."""
    opened = incident.opened_at
    answered = [_answered(opened, first_answer(response), targets)] if response else []
    over = (response or incident).resolved_at  # a crisis is over when its people say so, as in its debrief
    steps = [_taken(opened, first_taken(incident), targets), *answered, _over(opened, over, targets)]
    return [each for each in steps if each.target]


def _taken(alert: datetime, at: datetime | None, targets: ResponseSection) -> Measured:
    return _step("Taken", "first alert, until somebody took it", alert, at, targets.taken)


def _answered(alert: datetime, at: datetime | None, targets: ResponseSection) -> Measured:
    return _step("First answer", "first alert, to the first update or statement", alert, at, targets.first_answer)


def _over(alert: datetime, at: datetime | None, targets: ResponseSection) -> Measured:
    return _step("Over", "first alert, until people said that it is over", alert, at, targets.resolution)


def _step(name: str, what: str, since: datetime | None, at: datetime | None, target: timedelta | None) -> Measured:
    until = since + target if since and target else None
    return Measured(name=name, what=what, length=elapsed(since, at), target=target, until=until)
