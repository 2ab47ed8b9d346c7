"""Blind time belongs to a source, and so to what is said where it listens: what nobody can know of a scope, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from rules.base import BUCKET, Blind, Unseen
from storage.records import Outage

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from storage.records import Scope, SourceState

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
    by_source = {name: blind(those, start, end) for name, those in _by_source(outages).items()}
    lasted = lasting(outages, start)
    found = {
        scope: Unseen(share=_share(by_source, parts, start, end), stretches=stretches(lasted, parts))
        for scope, parts in _parts(store, scopes, outages, end)
    }
    return {scope: one for scope, one in found.items() if one.share.any()}


def blind_now(
    store: Ledger, scopes: Iterable[Scope], now: datetime, outages: Sequence[Outage] | None = None
) -> dict[Scope, tuple[Blind, ...]]:
    """The sources that cannot be read at this moment, of each scope to which they usually bring something; whoever has
    read the outages since HABIT ago hands them on."""
    outages = store.outages(now - HABIT) if outages is None else outages
    present = [each for each in outages if each.until is None]
    if not present:
        return {}
    found = {scope: stretches(present, parts) for scope, parts in _parts(store, scopes, outages, now)}
    return {scope: those for scope, those in found.items() if those}


def blind_since(
    store: Ledger, scopes: Iterable[Scope], since: datetime, now: datetime
) -> dict[Scope, tuple[Blind, ...]]:
    """Of each scope the outages, since a moment, of the sources that usually bring something to it; oldest first."""
    outages = store.outages(min(since, now - HABIT))
    lasted = lasting(outages, since)
    return {scope: stretches(lasted, parts) for scope, parts in _parts(store, scopes, outages, now)} if outages else {}


def _parts(
    store: Ledger, scopes: Iterable[Scope], outages: Sequence[Outage], now: datetime
) -> Iterator[tuple[Scope, dict[str, float]]]:
    """Of each scope what each source usually brings; how long each was away is counted once for all."""
    away, known = absence(outages, now), {state.name for state in store.source_states()}
    for scope in dict.fromkeys(scopes):
        yield scope, shares(store.brought(scope, now - HABIT), known, away)


def _by_source(outages: Iterable[Outage]) -> dict[str, list[Outage]]:
    found: dict[str, list[Outage]] = {}
    for each in outages:
        found.setdefault(each.source, []).append(each)
    return found


def _share(
    by_source: Mapping[str, npt.NDArray[np.bool_]], parts: Mapping[str, float], start: datetime, end: datetime
) -> npt.NDArray[np.float64]:
    import numpy as np

    share = np.zeros((end - start) // BUCKET)
    for name, unread in by_source.items():
        share += parts.get(name, 0.0) * unread
    return np.minimum(share, 1.0)


def lasting(outages: Iterable[Outage], since: datetime) -> list[Outage]:
    """Those that lasted into the time after `since`, oldest first; without those that lost nothing."""
    return [
        each for each in outages if each.until is None or (each.until > since and each.until - each.since >= REPAIRED)
    ]


def stretches(outages: Iterable[Outage], parts: Mapping[str, float]) -> tuple[Blind, ...]:
    """The outages of sources that usually bring something."""
    return tuple(
        Blind(source=each.source, since=each.since, until=each.until, share=parts[each.source])
        for each in outages
        if parts.get(each.source)
    )


def absence(outages: Iterable[Outage], now: datetime) -> dict[str, timedelta]:
    """How long each source was away of the time by which its habit is judged."""
    away: dict[str, timedelta] = {}
    for each in outages:
        lasted = min(each.until or now, now) - max(each.since, now - HABIT)
        away[each.source] = away.get(each.source, timedelta(0)) + max(timedelta(0), lasted)
    return away


def shares(brought: Mapping[str, int], every: Collection[str], away: Mapping[str, timedelta]) -> dict[str, float]:
    """The part of a scope's posts that each source usually is the first to bring; they add up to 1.

    By the time in which it could be read: a source that was away for half of the past counts twice. While nothing was
    brought yet, all configured sources are as likely as each other.

    Args:
        every: The names of the configured sources; nothing is missed without one that is not configured any more.
        away: How long each was away, as `absence` says.
    """
    rates = {
        name: count / (max(DAY, HABIT - away.get(name, timedelta(0))) / DAY)
        for name, count in brought.items()
        if count and name in every
    }
    if not rates:
        rates = dict.fromkeys(every, 1.0)
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
