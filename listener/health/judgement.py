"""What is wrong: one judgement for the pages, /health, the heartbeat and the command line; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from listener.wording.durations import span
from listener.wording.figures import counted
from listener.wording.moments import utc

if TYPE_CHECKING:
    from listener.health.rechecks import Unasked
    from storage.records import Delivery, ServiceState, SourceState, StageState

FAILING = {"unauthorised", "gone", "broken"}
PATIENT = 5
"""A source that limits how often it is read is in trouble only after so many refusals in a row."""
VITAL = {"store", "collect", "evaluate", "escalate", "deliver"}
"""Stages without which nobody hears of anything."""
SILENT = timedelta(minutes=1)
"""A service gives a sign of life several times as often."""
LATE = timedelta(minutes=15)
"""What has been due for longer is not waited for any more: its stage stands still."""
SOON = timedelta(minutes=2)
"""How much later than it should a vital stage may come to its end."""
UNUSUAL = "that is not its habit: open its address in a browser, it may show programs another page than people"
LASTING = timedelta(minutes=1)
AHEAD = timedelta(minutes=1)
"""A moment that lies further ahead was noted before the clock was set back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that needs a person.

    Attributes:
        what: One sentence.
        grave: The service does not do its work: posts are not collected, not judged, not told or not stored.
    """

    what: str
    grave: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is judged.

    Attributes:
        service: The last sign of life of the store's service; None where it never had one.
        served: Whether a process is the store's service now.
        rules: Until when each rule about counts was asked.
        pending: Messages that were not sent yet.
        failed: Messages that will not be tried again.
        noisy: Sentences on rules that are mostly noise.
        unasked: Sources whose place could not be asked what was deleted there.
        silent: Since when sources that answer are silent against their habit.
        aside: Of each source how many posts could not be stored and wait for a person.
    """

    now: datetime
    service: ServiceState | None = None
    served: bool = False
    sources: Sequence[SourceState] = ()
    rules: Mapping[str, datetime] | None = None
    pending: Sequence[Delivery] = ()
    failed: Sequence[Delivery] = ()
    noisy: Sequence[str] = ()
    unasked: Mapping[str, Unasked] = field(default_factory=dict)
    silent: Mapping[str, datetime] = field(default_factory=dict)
    aside: Mapping[str, int] = field(default_factory=dict)


def judge(facts: Facts) -> tuple[Trouble, ...]:
    """All that is wrong, the gravest first."""
    found = [
        *_life(facts),
        *_sources(facts),
        *_deletions(facts),
        *_put_aside(facts),
        *_messages(facts),
        *(Trouble(what=said) for said in facts.noisy),
    ]
    return tuple(sorted(found, key=lambda trouble: not trouble.grave))


def _life(facts: Facts) -> Iterator[Trouble]:
    """What is wrong with the service as a whole; what it left undone follows from that, and is not told as well."""
    service, now = facts.service, facts.now
    if service is None:
        yield from _overdue(facts, since=None)
    elif not facts.served:
        yield Trouble(what=f"no service is running; its last sign of life was on {utc(service.at)}", grave=True)
    elif not -AHEAD <= now - service.at <= SILENT:
        what = f"the service has given no sign of life since {utc(service.at)}: it hangs, or it cannot store anything"
        yield Trouble(what=what, grave=True)
    else:
        yield from _stages(service, now)
        yield from _overdue(facts, since=service.catching_up_since or service.started_at)
        yield from _settings(service)


def _stages(service: ServiceState, now: datetime) -> Iterator[Trouble]:
    told: set[str | None] = set()
    for stage in sorted(service.stages, key=lambda stage: stage.name != "store"):
        if stage.failing_since and stage.error not in told:
            told.add(stage.error)
            yield _failing(stage, stage.failing_since, now)
        elif _is_late(stage, stage.succeeded_at or service.started_at, now):
            what = f"the stage {stage.name} stands still since {utc(stage.succeeded_at or service.started_at)}"
            yield Trouble(what=what, grave=stage.name in VITAL)
    yield from (Trouble(what=fault) for fault in service.faults)


def _failing(stage: StageState, since: datetime, now: datetime) -> Trouble:
    if stage.name == "store":
        return Trouble(what=f"nothing can be stored since {utc(since)}: {stage.error}", grave=True)
    lasting = stage.name in VITAL and now - since >= LASTING
    return Trouble(what=f"the stage {stage.name} fails since {utc(since)}: {stage.error}", grave=lasting)


def _is_late(stage: StageState, last: datetime, now: datetime) -> bool:
    patience = 3 * stage.every + (SOON if stage.name in VITAL else LATE)
    return not -AHEAD <= now - last <= patience


def _settings(service: ServiceState) -> Iterator[Trouble]:
    if service.refused:
        what = f"the configuration was changed and is not used, the one before stays: {service.refused}"
        yield Trouble(what=what)
    yield from (Trouble(what=f"counts from the next start of the service on: {said}") for said in service.restart)


def _overdue(facts: Facts, since: datetime | None) -> Iterator[Trouble]:
    """What should have been done; a service is given the time to catch up after its start, or a step of the clock."""
    limit, begun = facts.now - LATE, since or datetime.min.replace(tzinfo=facts.now.tzinfo)
    waiting = [
        (due, each.name)
        for each in facts.sources
        if each.health != "gone" and (due := max(each.next_due_at, each.lease_until or begun, begun)) < limit
    ]
    if waiting:
        due, name = min(waiting)
        more = f", and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        yield Trouble(what=f"collecting stands still: {name} has been due since {utc(due)}{more}", grave=True)
    for name, until in (facts.rules or {}).items():
        if max(until, begun) < limit:
            what = f"evaluating stands still: {name} was last asked about {utc(until)}"
            yield Trouble(what=what, grave=True)


def _sources(facts: Facts) -> Iterator[Trouble]:
    if facts.sources and all(each.health in FAILING for each in facts.sources):
        yield Trouble(what="no source can be read", grave=True)
    for each in facts.sources:
        if each.health in FAILING or each.failures >= PATIENT:
            yield Trouble(what=f"{each.name} is {each.health}: {each.last_error}")
        elif (since := facts.silent.get(each.name)) and (each.last_item_at is None or each.last_item_at <= since):
            yield Trouble(what=f"{each.name} answers, and has shown nothing new since {utc(since)}; {UNUSUAL}")


def _deletions(facts: Facts) -> Iterator[Trouble]:
    for name, each in facts.unasked.items():
        asks = f"its terms ask for it within {span(each.limit)}"
        is_time = each.error and each.until > facts.now
        told, by = ("cannot be asked", f"by {utc(each.until)}") if is_time else ("could not be asked in time", "soon")
        left = f"unless it answers {by}, older texts are forgotten here, and their counts stay"
        why = f" ({each.error})" if each.error else ""
        yield Trouble(what=f"{name} {told} what was deleted there, and {asks}: {left}{why}")


def _put_aside(facts: Facts) -> Iterator[Trouble]:
    for name, number in facts.aside.items():
        unread = f"{name}: {counted(number, 'row')} could not be read or stored"
        yield Trouble(what=f"{unread}; see why below Sources, or with: listener sources aside {name}")


def _messages(facts: Facts) -> Iterator[Trouble]:
    late = [each for each in facts.pending if each.error]
    for each in late[:3]:
        yield Trouble(what=f"a message to {each.target} waits for its next try: {each.error}")
    for each in facts.failed[:3]:
        yield Trouble(what=f"a message to {each.target} could not be delivered: {each.error}")
