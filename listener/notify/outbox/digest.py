"""Several notices as one message: for people who prefer it, and where a channel is at its limit; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from listener.notify.base import digest
from rules.alerting.people import Person
from storage.records import Delivery, Notice, Scope

_PREFERRED = ("opened", "updated", "resolved")
_NEVER_WAIT = ("page", "test", "handover", "reminder", "report", "review")


def is_pressing(notice: Notice) -> bool:
    """Whether it is told at once, whatever a channel's limit and a person's preference."""
    return notice.severity <= 1 or notice.kind in _NEVER_WAIT


def holds(person: Person | None, notice: Notice) -> bool:
    """Whether a person wants this notice in a digest: what routes tell, and nothing that presses."""
    return bool(person and person.digest != "no") and notice.kind in _PREFERRED and not is_pressing(notice)


def hold(person: Person, now: datetime, zone: ZoneInfo) -> datetime:
    """When the person's next digest is due, after `now`; `now` for who wants none.

    Args:
        zone: Where the person lives.
    """
    local = now.astimezone(zone)
    if person.digest == "no":
        return now
    if person.digest == "hourly":
        return (
            now
            + timedelta(hours=1)
            - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        )
    today = datetime.combine(local.date(), person.digest_at, zone)
    due = today if today > local else datetime.combine(local.date() + timedelta(days=1), person.digest_at, zone)
    return due.astimezone(now.tzinfo)


def together(members: Sequence[Delivery], title: str, note: str, now: datetime, *, preferred: bool = False) -> Delivery:
    """One delivery that tells all these of one channel. Its key follows from theirs: made again, it is the same.

    Args:
        preferred: A person wants it; without it, a channel was at its limit.
    """
    first, notices = members[0], [each.notice for each in members]
    thread = f"digest-{digest(chr(31).join(sorted(each.key for each in members)))}"
    notice = Notice(
        kind="digest",
        incident_id=None,
        thread=thread,
        number=1,
        title=title,
        severity=min(each.severity for each in notices),
        scope=Scope.ALL,
        created_at=now,
        path="/incidents",
        drill=all(each.drill for each in notices),
        note=note,
        bundle=tuple(replace(each, samples=(), chart=(), actions=(), alerts=each.alerts[:1]) for each in notices),
    )
    key = f"{thread}/{first.target}"
    return Delivery(
        key=key,
        target=first.target,
        to=first.to,
        person=_same(members),
        notice=notice,
        next_try_at=now,
        begun=True,
        preferred=preferred,
    )


def _same(members: Sequence[Delivery]) -> str | None:
    people = {each.person for each in members}
    return people.pop() if len(people) == 1 else None
