"""Weekly test pages: a channel that does not work is found on a quiet day, not in the night in which it matters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from listener.app import App
from listener.config.config import Config
from listener.messages.addressing import waits_until
from listener.messages.recipients import Reach, recipients, rotation
from rules.alerting.people import WEEK, PolicySection, mentioned
from storage.records import Delivery, Notice, Scope, Who

log = structlog.get_logger()

LATEST = timedelta(hours=12)
"""What was missed for longer waits for the next week: nobody wants a test at an odd hour."""


async def send_weekly(app: App) -> int:
    """Send the test pages that are due, each once a week whatever restarts; how many messages that made."""
    now, made = app.clock.now(), 0
    for policy in app.config.policies:
        due = last_due(policy, app.config.zone, now)
        if due is not None:
            made += await _send(app, policy, due, now)
    return made


def last_due(policy: PolicySection, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the latest test was due, at most eight days ago; None where a policy is not tested."""
    today = now.astimezone(zone).date()
    days = (today - timedelta(days=back) for back in range(8))
    moments = (datetime.combine(day, policy.test_at, zone) for day in days if WEEK[day.weekday()] == policy.test)
    return next((moment.astimezone(UTC) for moment in moments if moment <= now), None)


def everybody(config: Config, policy: PolicySection) -> Iterator[Who]:
    """All whom a policy may ever page: of a rotation, all its people."""
    for who in mentioned([policy]):
        found = rotation(config, who.name) if who.kind == "oncall" else None
        if found is None:
            yield who
        else:
            yield from (Who.person(name) for name in (*found.people, *(each.person for each in found.overrides)))


def key_of(policy: PolicySection, due: datetime, way: Reach) -> str:
    """Of the message of one test to somebody."""
    return "/".join((_thread(policy, due), way.target, *((way.person,) if way.person else ())))


async def _send(app: App, policy: PolicySection, due: datetime, now: datetime) -> int:
    memory = f"test page of {policy.name}"
    last = await app.read(app.store.note, memory)
    if last == due.isoformat():
        return 0
    wanted = last is not None and now - due <= LATEST  # a policy that is new begins with its next day
    deliveries = list(_deliveries(app, policy, due, now)) if wanted else []
    # The keys hold the day: killed before the note, the same messages are made again and left as they are.
    await app.write(app.store.enqueue, deliveries)
    await app.write(app.store.note, memory, due.isoformat())
    if deliveries:
        log.info("weekly test page", policy=policy.name, messages=len(deliveries))
    return len(deliveries)


def _deliveries(app: App, policy: PolicySection, due: datetime, now: datetime) -> Iterator[Delivery]:
    notice = _notice(policy, due, now)
    ways: dict[Reach, None] = {}
    for who in everybody(app.config, policy):
        found = recipients(app.config, who, now)
        ways |= dict.fromkeys(found)
        if not found:
            log.warning("a page would not reach them: no working channel", who=who, policy=policy.name)
    for way in ways:
        due_at = waits_until(app.config, way, notice, now) or now
        yield Delivery(
            key=key_of(policy, due, way),
            target=way.target,
            notice=notice,
            next_try_at=due_at,
            to=way.to,
            person=way.person,
        )


def _notice(policy: PolicySection, due: datetime, now: datetime) -> Notice:
    return Notice(
        kind="test",
        incident_id=None,
        thread=_thread(policy, due),
        number=1,
        title=f"Weekly test page of policy {policy.name}",
        severity=3,
        scope=Scope.ALL,
        created_at=now,
        note="Nothing has happened. Pages reach you this way; if this one was late or hard to notice, change it now.",
    )


def _thread(policy: PolicySection, due: datetime) -> str:
    return f"test-{policy.name}-{due:%Y%m%d}"
