"""When sources could not be read: what was said then is unknown, which is not the same as nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from listener.health.blindness import Away, excused


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A stretch in which some sources could not be read."""

    since: datetime
    until: datetime
    sources: tuple[str, ...]


def blindness(away: Iterable[Away], start: datetime, end: datetime) -> tuple[Blind, ...]:
    """The stretches inside [start, end) that rules leave out too, oldest first; those that touch are one."""
    found: list[Blind] = []
    stretches = ((each.source, since, until) for each in away for since, until in excused([each], end))
    for since, until, source in sorted((max(since, start), min(until, end), name) for name, since, until in stretches):
        if since >= until:
            continue
        if found and since <= found[-1].until:
            last = found.pop()
            names = tuple(dict.fromkeys((*last.sources, source)))
            found.append(Blind(since=last.since, until=max(last.until, until), sources=names))
        else:
            found.append(Blind(since=since, until=until, sources=(source,)))
    return tuple(found)
