"""What somebody is told of sources that are blind or silent for long, and of their end: together in one message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import structlog

from listener.config.config import Config
from listener.health.lasting import Lasting, News
from listener.messages.addressing import waits_until
from listener.messages.recipients import Reach, recipients
from listener.wording.durations import span
from rules.wording.moments import utc
from storage.records import Delivery, Notice, Scope, Who

log = structlog.get_logger()

SHOWN = 20
"""So many sources are named."""
PATH = "/sources"
RULE = "What is not heard counts as unknown, never as zero. A source is told of once a day at most."
REMEDY = "open its address in a browser: it may show programs another page than people"


def deliveries(config: Config, to: Iterable[Who], found: News, now: datetime) -> list[Delivery]:
    """A message on each way to them; the same keys where the same news is told again after an interruption."""
    ways: dict[Reach, None] = {}
    for who in to:
        reached = recipients(config, who, now)
        ways |= dict.fromkeys(reached)
        if not reached:
            log.warning("nobody is told of a trouble with sources: no working channel", who=who)
    told = notice(found, now)
    return [
        Delivery(
            key="/".join(filter(None, (told.thread, way.target, way.person))),
            target=way.target,
            notice=told,
            next_try_at=waits_until(config, way, told, now) or now,
            to=way.to,
            person=way.person,
        )
        for way in ways
    ]


def notice(found: News, now: datetime) -> Notice:
    """Sources in trouble first, then those that are well again."""
    facts = [*_lasting(found, now), *_ended(found, now)]
    more = f"{len(facts) - SHOWN} more stand on the page. " if len(facts) > SHOWN else ""
    others = f"Told before, and lasting: {found.others}. " if found.others else ""
    return Notice(
        kind="trouble",
        incident_id=None,
        thread=f"trouble-{found.key}",
        number=1,
        title=_title(found),
        severity=2 if found.lasting else 3,
        scope=Scope.ALL,
        created_at=now,
        facts=tuple(facts[:SHOWN]),
        note=f"{more}{others}{RULE}",
        path=PATH,
    )


def _title(found: News) -> str:
    if len(found.lasting) == 1:
        name, each = next(iter(found.lasting.items()))
        return f"{name} {'cannot be read' if each.why else 'is silent'} since {utc(each.since)}"
    if found.lasting:
        return f"{len(found.lasting)} sources cannot be read, or are silent"
    return f"{' and '.join(found.ended) if len(found.ended) < 3 else f'{len(found.ended)} sources'} can be heard again"


def _lasting(found: News, now: datetime) -> Iterator[tuple[str, str]]:
    for name, each in found.lasting.items():
        yield name, _said(each, now)


def _said(each: Lasting, now: datetime) -> str:
    if each.why:
        return f"blind for {span(now - each.since)}: {each.why}"
    return f"answers, and has shown nothing new for {span(now - each.since)}, which is not its habit: {REMEDY}"


def _ended(found: News, now: datetime) -> Iterator[tuple[str, str]]:
    for name, each in found.ended.items():
        yield name, f"is heard again, {span(now - each.since)} after the trouble began"
