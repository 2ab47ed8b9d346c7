"""Whose turn it is in a rotation, and until when; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.alerting.people import Override, Rotation

_LEAST_LOCAL = timedelta(hours=2)
"""No clock is set by more: turns at least so long keep their order by the local clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A stretch of time in which one person is on call.

    Attributes:
        until: When somebody else takes over; None where nobody else ever does.
        override: It is theirs by an exception to the rotation.
    """

    person: str
    until: datetime | None
    override: bool = False


def on_call(rotation: Rotation, zone: ZoneInfo, now: datetime) -> str:
    """Who is on call: the last override in the list that covers `now`, else whose turn it is. Before the rotation
    begins, that is the first person.

    Turns change hands by the local clock all year, whatever the clocks of `zone` do: of twelve hours at 09:00 and at
    21:00. The one in which a clock is set is longer or shorter by that.
    """
    override = _override(rotation, now)
    return override.person if override else _regular(rotation, zone, now)


def turn(rotation: Rotation, zone: ZoneInfo, now: datetime) -> Turn:
    """Who is on call, and until when."""
    person = on_call(rotation, zone, now)
    changes = (moment for moment in _changes(rotation, zone, now) if on_call(rotation, zone, moment) != person)
    return Turn(person=person, until=next(changes, None), override=_override(rotation, now) is not None)


def _override(rotation: Rotation, now: datetime) -> Override | None:
    return next((one for one in reversed(rotation.overrides) if one.from_ <= now < one.to), None)


def _regular(rotation: Rotation, zone: ZoneInfo, now: datetime) -> str:
    return rotation.people[max(_number(rotation, zone, now), 0) % len(rotation.people)]


def _changes(rotation: Rotation, zone: ZoneInfo, now: datetime) -> Iterator[datetime]:
    """Every moment at which somebody else may take over, in order, until each person's turn has come once and all
    overrides are over."""
    edges = sorted({moment.astimezone(UTC) for one in rotation.overrides for moment in (one.from_, one.to)})
    waiting = [edge for edge in edges if edge > now]
    number = max(_number(rotation, zone, now), 0)
    last = number + len(rotation.people)
    while waiting or number < last:
        begin = _begin(rotation, zone, number + 1)
        if waiting and waiting[0] <= begin:
            yield waiting.pop(0)
            last = max(last, number + len(rotation.people))
        else:
            number += 1
            yield begin


def _number(rotation: Rotation, zone: ZoneInfo, now: datetime) -> int:
    """How many turns have ended before `now`; negative before the rotation begins."""
    number = (now - rotation.begins) // rotation.every
    while _begin(rotation, zone, number + 1) <= now:
        number += 1
    while _begin(rotation, zone, number) > now:
        number -= 1
    return number


def _begin(rotation: Rotation, zone: ZoneInfo, number: int) -> datetime:
    """When a turn begins: by the local clock; turns of minutes by the time that has passed.

    What the clock shows twice is meant the first time; what it leaves out is as late as if it had not been set.
    """
    if rotation.every < _LEAST_LOCAL:
        return rotation.begins.astimezone(UTC) + number * rotation.every
    local = rotation.begins.astimezone(zone).replace(tzinfo=None, fold=0) + number * rotation.every
    return local.replace(tzinfo=zone).astimezone(UTC)
