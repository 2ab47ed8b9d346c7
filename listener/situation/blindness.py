"""When sources could not be read: what was said then is unknown, which is not the same as nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from listener.pipeline.view import blind_stretches
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
    """The stretches inside [start, end) that rules leave out too, oldest first; those that touch are one.

    A source that was never read is missed by nobody: what it would have brought is in no usual range.
    """
    known = [each for each in states if each.last_success_at]
    found: list[Blind] = []
    stretches = blind_stretches(outages, known, end)
    for since, until, source in sorted((max(since, start), min(until, end), name) for since, until, name in stretches):
        if since >= until:
            continue
        if found and since <= found[-1].until:
            last = found.pop()
            names = tuple(dict.fromkeys((*last.sources, source)))
            found.append(Blind(since=last.since, until=max(last.until, until), sources=names))
        else:
            found.append(Blind(since=since, until=until, sources=(source,)))
    return tuple(found)
