"""When sources could not be read: what was said then is unknown, which is not the same as nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.records import Outage, SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A stretch in which some sources could not be read."""

    since: datetime
    until: datetime
    sources: tuple[str, ...]


def blindness(
    outages: Iterable[Outage], states: Iterable[SourceState], start: datetime, end: datetime
) -> tuple[Blind, ...]:
    """The stretches inside [start, end), oldest first; those that touch are one."""
    ended = [(each.since, each.until, each.source) for each in outages]
    lasting = [(each.failing_since, end, each.name) for each in states if each.failing_since]
    found: list[Blind] = []
    for since, until, source in sorted((max(since, start), min(until, end), name) for since, until, name in ended + lasting):
        if since >= until:
            continue
        if found and since <= found[-1].until:
            last = found.pop()
            names = tuple(dict.fromkeys((*last.sources, source)))
            found.append(Blind(since=last.since, until=max(last.until, until), sources=names))
        else:
            found.append(Blind(since=since, until=until, sources=(source,)))
    return tuple(found)
