"""What could be seen, and what not: blind is not zero. Told from the ledger that is written while it happens."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, Protocol

from storage.records import Sight

if TYPE_CHECKING:
    from storage.records import SourceState, Window

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
KNOWN = timedelta(days=60)
"""The ledger goes so far back."""
BLIND: frozenset[str] = frozenset({"rate limited", "unauthorised", "broken", "gone"})
PATIENCE = 3
"""Intervals after which a source that was not asked any more counts as not asked."""
LEAST_HABIT = 7 * DAY
"""So much must be known of a source before its silence says anything."""
RARE = 1e-4
"""A silence as long as this one happens once in ten thousand by chance."""
SHORTEST_SILENCE = 3 * HOUR
SILENT_NOTE = "silent sources"
"""Under this key the store knows which sources are silent against their habit, and since when."""


def silent_sources(noted: str | None) -> dict[str, datetime]:
    """What was written down of silent sources: since when each is."""
    return {name: datetime.fromisoformat(since) for name, since in json.loads(noted or "{}").items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time in which a source gave the same.

    Attributes:
        sight: As in the ledger; "not asked": nothing was running, or it was switched off.
        polls: How often it was asked.
        why: What it said last of why it is so.
    """

    sight: Sight | Literal["not asked"]
    since: datetime
    until: datetime
    polls: int = 0
    fresh: int = 0
    why: str = ""

    @property
    def length(self) -> timedelta:
        """How long it lasted."""
        return self.until - self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much could be seen of a source.

    Attributes:
        stretches: Without gaps, oldest first; from its first poll in the time asked for.
        newest: When the newest post was said that it has shown.
        hourly: New posts an hour while it could be seen, in the time asked for; None where it never could.
        usual: The same over all that is known of it.
        delay: Mean seconds from when posts were said to when they were collected; None where nothing tells.
        silent_since: It answers, and has shown nothing new since then, which is not its habit; None: all is usual.
    """

    source: str
    stretches: Sequence[Stretch]
    newest: datetime | None
    hourly: float | None
    usual: float | None
    delay: float | None
    silent_since: datetime | None = None

    def share(self, *sights: str) -> float:
        """The part of the time that it was in these states, between 0 and 1."""
        whole = sum((each.length for each in self.stretches), timedelta())
        part = sum((each.length for each in self.stretches if each.sight in sights), timedelta())
        return part / whole if whole else 0.0

    @property
    def blind(self) -> float:
        """The part of the time in which it could not be read."""
        return self.share(*BLIND)


def coverage(
    windows: Iterable[Window], every: Mapping[str, timedelta], since: datetime, now: datetime
) -> list[Coverage]:
    """What the ledger says of each source since then, by name.

    Args:
        windows: The whole ledger, by source and time: habits are read from all of it.
        every: The interval of each source that is configured; of others nothing is expected.
    """
    by_source = {name: list(group) for name, group in groupby(windows, attrgetter("source"))}
    return [_of(name, found, every.get(name), since, now) for name, found in by_source.items()]


def _of(name: str, windows: Sequence[Window], every: timedelta | None, since: datetime, now: datetime) -> Coverage:
    recent = [window for window in windows if window.last >= since]
    delays = [(window.delay, window.fresh) for window in recent if window.delay is not None]
    counted = sum(fresh for _, fresh in delays)
    return Coverage(
        source=name,
        stretches=stretches(recent, every or HOUR, now if every else max(window.last for window in windows)),
        newest=max((window.newest for window in windows if window.newest), default=None),
        hourly=_hourly(recent),
        usual=_hourly(windows),
        delay=sum(delay * fresh for delay, fresh in delays) / counted if counted else None,
        silent_since=_silent_since(windows, now) if every else None,
    )


class Ledger(Protocol):
    """What is read of the store."""

    def coverage(self, since: datetime, source: str | None = None) -> list[Window]: ...

    def source_states(self) -> list[SourceState]: ...


def seen(store: Ledger, since: datetime, until: datetime) -> dict[str, list[Stretch]]:
    """The stretches of each source inside [since, until), by name; sources of which nothing is known are left out."""
    every = {each.name: HOUR for each in store.source_states()}
    found: defaultdict[str, list[Stretch]] = defaultdict(list)
    for name, windows in groupby(store.coverage(since), attrgetter("source")):
        for each in stretches(list(windows), every.get(name, HOUR), until):
            begins, ends = max(each.since, since), min(each.until, until)
            if begins < ends:
                found[name].append(replace(each, since=begins, until=ends))
    return found


def stretches(windows: Sequence[Window], every: timedelta, now: datetime) -> list[Stretch]:
    """Windows of one source as stretches of time; each lasts until the next begins, or until nobody asked any more."""
    found: list[Stretch] = []
    patience = PATIENCE * every
    for number, window in enumerate(windows):
        end = windows[number + 1].first if number + 1 < len(windows) else now
        asked = min(end, window.last + patience)
        _add(found, Stretch(sight=window.sight, since=window.first, until=max(asked, window.first), polls=window.polls,
                            fresh=window.fresh, why=window.why))  # fmt: skip
        if asked < end:
            _add(found, Stretch(sight="not asked", since=asked, until=end))
    return found


def _add(found: list[Stretch], new: Stretch) -> None:
    """Behind the others, and together with the last one where that gave the same."""
    if found and found[-1].sight == new.sight:
        last = found.pop()
        new = Stretch(
            sight=new.sight,
            since=last.since,
            until=new.until,
            polls=last.polls + new.polls,
            fresh=last.fresh + new.fresh,
            why=new.why or last.why,
        )
    found.append(new)


def _hourly(windows: Iterable[Window]) -> float | None:
    seen = [window for window in windows if window.sight not in BLIND]
    hours = {window.hour for window in seen}
    return sum(window.fresh for window in seen) / len(hours) if hours else None


def _silent_since(windows: Sequence[Window], now: datetime) -> datetime | None:
    """Since when it has been silent, where that is not its habit.

    Its habit is, for each hour of the day, the share p of the hours in which it showed anything new. The chance of a
    silence over some hours is the product of their (1 - p); blind hours say nothing.
    """
    seen = [window for window in windows if window.sight not in BLIND]
    spoke = [window for window in seen if window.fresh]
    if not spoke or now - seen[0].first < LEAST_HABIT:
        return None
    last = max(spoke, key=attrgetter("hour"))
    quiet = {window.hour for window in seen if window.hour > last.hour}
    if len(quiet) * HOUR < SHORTEST_SILENCE:
        return None
    habit = _habit([window for window in seen if window.hour <= last.hour])
    chance = 1.0
    for hour in quiet:
        chance *= 1 - habit.get(hour.hour, 0.0)
    return (last.newest or last.last) if chance < RARE else None


def _habit(windows: Sequence[Window]) -> Mapping[int, float]:
    """For each hour of the day (UTC) the share of hours with anything new, as if there had been one quiet hour more."""
    spoke: dict[datetime, bool] = defaultdict(bool)
    for window in windows:
        spoke[window.hour] |= window.fresh > 0
    counts: dict[int, list[bool]] = defaultdict(list)
    for hour, said in spoke.items():
        counts[hour.hour].append(said)
    return {hour: sum(said) / (len(said) + 1) for hour, said in counts.items()}
