"""What a route's policy would do now, in words: its levels, who is meant, by what they are reached, who sleeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from listener.config.config import Config
from listener.messages.recipients import Reach, person_meant, policies_of, quiet_end, recipients, zone_of
from listener.wording.durations import notation
from listener.wording.moments import clock, hours
from listener.wording.recipients import meant
from rules.alerting.routing import Effective
from storage.records import Level, Policy, Who


def describe(config: Config, route: Effective, severity: int, now: datetime) -> list[str]:
    """Lines about people and pages; none where the route names neither."""
    lines = [line for who in route.targets if who.kind != "target" for line in _route_lines(config, who, severity, now)]
    said = [*lines, *(line for each in policies_of(config, route) for line in _paged(config, each, severity, now))]
    return [f"now, for {' > '.join(route.path)}:", *(f"  {line}" for line in said)] if said else []


def _route_lines(config: Config, who: Who, severity: int, now: datetime) -> Iterator[str]:
    yield _member(config, who, severity, now, page=False)


def _paged(config: Config, policy: Policy, severity: int, now: datetime) -> Iterator[str]:
    stale = f"; again when taken and untouched for {notation(policy.stale_after)}" if policy.stale_after else ""
    times = {0: "once", 1: "twice"}.get(policy.repeat, f"{policy.repeat + 1} times")
    yield f"pages by policy {policy.name}, {times} through its levels until somebody takes it{stale}"
    for number, level in enumerate(policy.levels, 1):
        yield f"  level {number}, {_after(policy.levels[: number - 1])}:"
        for who in level.members:
            yield f"    {_member(config, who, severity, now, page=True)}"


def _after(before: tuple[Level, ...]) -> str:
    waits = [level.timeout for level in before]
    return f"after {notation(sum(waits[1:], waits[0]))}" if waits else "at once"


def _member(config: Config, who: Who, severity: int, now: datetime, *, page: bool) -> str:
    ways = recipients(config, who, now)
    person = person_meant(config, who, now)
    name = f"{meant(who)} is {person.name}, " if person and who.kind == "oncall" else f"{meant(who)} is "
    if not ways:
        return f"{name}not reached: no working channel, and skipped"
    return f"{name}reached by {' and '.join(_way(way) for way in ways)}{_sleep(config, who, severity, now, page=page)}"


def _way(way: Reach) -> str:
    return f"{way.target} to {', '.join(way.to)}" if way.to else way.target


def _sleep(config: Config, who: Who, severity: int, now: datetime, *, page: bool) -> str:
    person = person_meant(config, who, now)
    if person is None or person.quiet is None:
        return ""
    between = hours(person.quiet.from_, person.quiet.to)
    if severity == 1 and (page or person.quiet.wake):
        return f" (also in the quiet hours, {between})"
    end = quiet_end(config, person, now)
    until = f"; now, so it waits until {clock(end, zone_of(config, person))}" if end else ""
    return f" (not in the quiet hours, {between}{until})"
