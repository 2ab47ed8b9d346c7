"""Blind time belongs to a source, and so to what is said where it listens: what nobody can know of a scope, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from rules.base import BUCKET, Blind, Unseen
from storage.records import Outage, Scope, SourceState

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

REPAIRED = timedelta(hours=1)
"""What a source shows usually goes back so far: a shorter outage loses nothing."""
EXCUSED = timedelta(days=1)
"""A source that is out for longer excuses nothing any more, or the rules would be as blind as it is."""
HABIT = timedelta(days=28)
"""What a source usually brings is judged by so much of the past."""
DAY = timedelta(days=1)


Away = Outage | Blind


class Ledger(Protocol):
    """What is read of the store."""

    def outages(self, since: datetime) -> list[Outage]: ...

    def brought(self, scope: Scope, since: datetime) -> Mapping[str, int]: ...

    def source_states(self) -> list[SourceState]: ...


def unseen(store: Ledger, scopes: Iterable[Scope], start: datetime, end: datetime) -> dict[Scope, Unseen]:
    """What nobody can know of some scopes in each bucket of [start, end); those of which all is known are left out."""
    outages = store.outages(min(start, end - HABIT))
    if not outages:
        return {}
    every = [state.name for state in store.source_states()]
    found = {scope: _unseen(store, scope, every, outages, start, end) for scope in dict.fromkeys(scopes)}
    return {scope: one for scope, one in found.items() if one.share.any()}


def blind_now(store: Ledger, scopes: Iterable[Scope], now: datetime) -> dict[Scope, tuple[Blind, ...]]:
    """The sources that cannot be read at this moment, of each scope to which they usually bring something."""
    found = blind_since(store, scopes, now, now)
    now_blind = {scope: tuple(each for each in those if each.until is None) for scope, those in found.items()}
    return {scope: those for scope, those in now_blind.items() if those}


def blind_since(
    store: Ledger, scopes: Iterable[Scope], since: datetime, now: datetime
) -> dict[Scope, tuple[Blind, ...]]:
    """Of each scope the outages, since a moment, of the sources that usually bring something to it; oldest first."""
    outages = store.outages(min(since, now - HABIT))
    every = [state.name for state in store.source_states()] if outages else []
    return {
        scope: stretches(outages, shares(store.brought(scope, now - HABIT), every, outages, now), since)
        for scope in (dict.fromkeys(scopes) if outages else ())
    }


def _unseen(
    store: Ledger, scope: Scope, every: Sequence[str], outages: Sequence[Outage], start: datetime, end: datetime
) -> Unseen:
    import numpy as np

    parts = shares(store.brought(scope, end - HABIT), every, outages, end)
    share = np.zeros((end - start) // BUCKET)
    for name in {each.source for each in outages if parts.get(each.source)}:
        share += parts[name] * blind([each for each in outages if each.source == name], start, end)
    return Unseen(share=np.minimum(share, 1.0), stretches=stretches(outages, parts, start))


def stretches(outages: Iterable[Outage], parts: Mapping[str, float], since: datetime) -> tuple[Blind, ...]:
    """The outages that lasted into the time after `since`, of sources that usually bring something, oldest first;
    without those that lost nothing."""
    return tuple(
        Blind(source=each.source, since=each.since, until=each.until, share=parts[each.source])
        for each in outages
        if parts.get(each.source)
        and (each.until is None or (each.until > since and each.until - each.since >= REPAIRED))
    )


def shares(
    brought: Mapping[str, int], every: Iterable[str], outages: Iterable[Outage], now: datetime
) -> dict[str, float]:
    """The part of a scope's posts that each source usually is the first to bring; they add up to 1.

    By the time in which it could be read: a source that was away for half of the past counts twice. While nothing was
    brought yet, all configured sources are as likely as each other.

    Args:
        every: The names of the configured sources; nothing is missed without one that is not configured any more.
    """
    known = set(every)
    away: dict[str, timedelta] = {}
    for each in outages:
        lasted = min(each.until or now, now) - max(each.since, now - HABIT)
        away[each.source] = away.get(each.source, timedelta(0)) + max(timedelta(0), lasted)
    rates = {
        name: count / (max(DAY, HABIT - away.get(name, timedelta(0))) / DAY)
        for name, count in brought.items()
        if count and name in known
    }
    if not rates:
        rates = dict.fromkeys(known, 1.0)
    whole = sum(rates.values())
    return {name: rate / whole for name, rate in rates.items()}


def blind(outages: Iterable[Away], start: datetime, end: datetime) -> npt.NDArray[np.bool_]:
    """Whether one source could not be read in each bucket of [start, end), and what it missed may never come.

    Of a longer outage that is the first day, and once it is over the last: what the source brings then, and does not
    date, belongs there.
    """
    import numpy as np

    found = np.zeros((end - start) // BUCKET, bool)
    for since, until in excused(outages, end):
        found[max(0, (since - start) // BUCKET) : max(0, -((start - until) // BUCKET))] = True
    return found


def excused(outages: Iterable[Away], end: datetime) -> Iterable[tuple[datetime, datetime]]:
    """The stretches behind it; up to `end` for those that cannot be read now."""
    for each in outages:
        until = each.until or max(end, each.since)
        if each.until is None or until - each.since >= REPAIRED:
            yield each.since, min(until, each.since + EXCUSED)
        if each.until and until - each.since >= REPAIRED:
            yield max(each.since, until - EXCUSED), until
