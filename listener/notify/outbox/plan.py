"""What becomes of the deliveries of one channel that are due: sent, put off, or told together; pure.

Nothing is ever told under two identifiers: only what was never handed over (`begun`) can enter a bundle, and it does
so in the transaction that saves the bundle. From then on the bundle stands for it, and is sent, tried again and given
up like any other delivery.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from listener.notify.outbox.digest import hold, holds, is_pressing, together
from listener.notify.outbox.throttle import Limit, free_at, room
from listener.wording.figures import counted
from rules.alerting.people import Person
from storage.records import Delivery

Bundle = tuple[Delivery, tuple[Delivery, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A target, or one recipient of it.

    Attributes:
        at_most: Its limits as the configuration writes them.
        sent: When it was sent something, of the longest limit's time; what is under way counts as sent now.
        people: By name, with the zone in which each lives.
        together: Whether several notices may be told as one.
    """

    at_most: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    sent: tuple[datetime, ...] = ()
    people: Mapping[str, tuple[Person, ZoneInfo]]
    together: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPlan:
    """What to do.

    Attributes:
        send: To be sent now, each by itself.
        put_off: To be saved as they are here, unsent.
        bundles: Each with those whom it tells.
    """

    send: tuple[Delivery, ...] = ()
    put_off: tuple[Delivery, ...] = ()
    bundles: tuple[Bundle, ...] = ()


def plan(due: Sequence[Delivery], channel: Channel, now: datetime) -> SendPlan:
    """What becomes of deliveries that are due, all of one channel."""
    pressing = [each for each in due if is_pressing(each.notice)]
    rest = [each for each in due if not is_pressing(each.notice)]
    early = {each.key: moment for each in rest if (moment := _digest_due(each, channel, now)) > now}
    groups = _groups([each for each in rest if each.key not in early], channel, len(pressing), now)
    free = _room(channel, len(pressing), now)
    going, later = groups[:free], [each for group in groups[free:] for each in group]
    moment = free_at(channel.limits, (*channel.sent, *[now] * (len(pressing) + len(going))), now)
    return SendPlan(
        send=(*pressing, *(group[0] for group in going if len(group) == 1)),
        put_off=(
            *(_until(each, early[each.key]) for each in rest if each.key in early),
            *(_until(each, moment) for each in later),
        ),
        bundles=tuple((_together(group, channel, now), tuple(group)) for group in going if len(group) > 1),
    )


def _groups(rest: Sequence[Delivery], channel: Channel, taken: int, now: datetime) -> list[list[Delivery]]:
    """What makes one message each: what must go alone, then digests, then the others."""
    alone = [[each] for each in rest if not _is_loose(each, channel)]
    loose = [each for each in rest if _is_loose(each, channel)]
    first = alone + _by_person([each for each in loose if _for_digest(each, channel)])
    others = [each for each in loose if not _for_digest(each, channel)]
    return first + _others(others, _room(channel, taken + len(first), now))


def _room(channel: Channel, taken: int, now: datetime) -> int:
    return max(0, room(channel.limits, channel.sent, now) - taken)


def _is_loose(delivery: Delivery, channel: Channel) -> bool:
    """Whether it can still be told by another message than its own."""
    return channel.together and not (delivery.begun or delivery.accepted or delivery.notice.kind == "digest")


def _for_digest(delivery: Delivery, channel: Channel) -> bool:
    """Whether the person meant takes such notices in digests."""
    found = channel.people.get(delivery.person or "")
    return holds(found[0] if found else None, delivery.notice)


def _digest_due(delivery: Delivery, channel: Channel, now: datetime) -> datetime:
    """When the digest it belongs to is due; `now` where there is nothing to wait for."""
    if not (_is_loose(delivery, channel) and _for_digest(delivery, channel)):
        return now
    person, zone = channel.people[delivery.person or ""]
    return hold(person, min(delivery.notice.created_at, now), zone)


def _by_person(deliveries: Sequence[Delivery]) -> list[list[Delivery]]:
    people: dict[str | None, list[Delivery]] = {}
    for each in deliveries:
        people.setdefault(each.person, []).append(each)
    return list(people.values())


def _others(others: Sequence[Delivery], free: int) -> list[list[Delivery]]:
    """One by one while there is room; together once some of them had to wait."""
    if others and free and any(each.held for each in others):
        return [list(others)]
    return [[each] for each in others]


def _until(delivery: Delivery, moment: datetime) -> Delivery:
    """Not an error: who looks at what is wrong must not see it."""
    return replace(delivery, next_try_at=moment, held=True, error=None)


def _together(group: Sequence[Delivery], channel: Channel, now: datetime) -> Delivery:
    found = channel.people.get(group[0].person or "")
    if found and all(_for_digest(each, channel) for each in group):
        every = {"hourly": "an hour", "daily": "a day"}[found[0].digest]
        title = f"{found[0].digest.capitalize()} digest: {counted(len(group), 'notice')}"
        return together(group, title, f"Told together, as you prefer one message {every}.", now, preferred=True)
    note = f"This channel takes at most {' and '.join(channel.at_most)}; what came meanwhile is told here together."
    return together(group, f"{len(group)} more notices", note, now)
