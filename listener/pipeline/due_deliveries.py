"""Which deliveries of those that are due go out now: the limits of each channel and the wishes of each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from listener.app import App
from listener.messages.recipients import zone_of
from listener.notify.outbox.plan import Bundle, Channel, plan
from listener.notify.outbox.throttle import limit
from storage.errors import Conflict
from storage.records import Delivery, Sent

log = structlog.get_logger()

LEASE = timedelta(minutes=3)
"""After a kill, what was being sent waits at most so long for its next try."""
TARGETLESS = timedelta(minutes=1)
"""How soon it is looked again whether the target of a message is back."""
Recipient = tuple[str, tuple[str, ...]]


async def plan_due(app: App, due: Sequence[Delivery], under_way: Sequence[Delivery]) -> list[Delivery]:
    """What is to be sent now; the rest is saved, put off or told by a bundle, before anything is sent."""
    channels: dict[Recipient, list[Delivery]] = defaultdict(list)
    for each in await _with_target(app, due, app.clock.now()):
        channels[each.target, each.to].append(each)
    sent = await _sent(app, channels, app.clock.now())
    send: list[Delivery] = []
    for recipient, waiting in channels.items():
        now = app.clock.now()  # read for each: nothing may be put off from a moment before the clock was set
        busy = [now for each in under_way if (each.target, each.to) == recipient]
        planned = plan(waiting, _channel(app, recipient, [*_times(sent, recipient), *busy]), now)
        if planned.put_off:
            await app.write(app.store.put_off, planned.put_off)
        send += planned.send
        bundled = [await _bundled(app, bundle, now) for bundle in planned.bundles]
        send += filter(None, bundled)
    return send


async def _with_target(app: App, due: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """Those whose target there is. The others wait, untried, until it is back or a person ends them: a configuration
    that lacks a target may be a mistake, and what was to be told is not lost by one."""
    orphans = [each for each in due if not app.config.has_target(each.target)]
    if orphans:
        await app.write(app.store.put_off, [_waiting(each, now) for each in orphans])
    return [each for each in due if each not in orphans]


def _waiting(orphan: Delivery, now: datetime) -> Delivery:
    error = (
        f"the configuration has no target {orphan.target!r} any more; put it back, "
        f"or end the message with: listener outbox end {orphan.id}"
    )
    return replace(orphan, next_try_at=now + TARGETLESS, error=error)


async def _sent(app: App, channels: dict[Recipient, list[Delivery]], now: datetime) -> list[Sent]:
    limits = [limit(text) for target, _ in channels for text in _at_most(app, target)]
    longest = max((each.within for each in limits), default=None)
    return await app.read(app.store.sent_since, now - longest) if longest else []


def _times(sent: Sequence[Sent], recipient: Recipient) -> list[datetime]:
    return [each.at for each in sent if (each.target, each.to) == recipient]


def _channel(app: App, recipient: Recipient, sent: Sequence[datetime]) -> Channel:
    at_most, together = _at_most(app, recipient[0]), _target_together(app, recipient[0])
    people = {each.name: (each, zone_of(app.config, each)) for each in app.config.everybody}
    return Channel(
        at_most=at_most, limits=tuple(map(limit, at_most)), sent=tuple(sent), people=people, together=together
    )


def _at_most(app: App, target: str) -> tuple[str, ...]:
    try:
        return app.config.target(target).at_most
    except KeyError:
        return ()


def _target_together(app: App, target: str) -> bool:
    try:
        return app.config.target(target).together
    except KeyError:
        return False


async def _bundled(app: App, bundle: Bundle, now: datetime) -> Delivery | None:
    delivery, members = bundle
    try:
        saved = await app.write(app.store.bundle, replace(delivery, next_try_at=now + LEASE), members, now)
    except Conflict as error:
        log.info("messages are not told together this time", target=delivery.target, reason=str(error))
        return None
    log.info("told together", target=delivery.target, notices=len(members))
    return saved
