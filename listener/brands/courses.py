"""A brand's course over a period and before it: its posts in their usual range, its tone, its share of voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from listener.brands.asked import Asked
from listener.brands.talk import Talk
from listener.health.blindness import unseen
from listener.health.tracks import Counted, tracks
from listener.metrics.base import Value
from listener.metrics.blind_time import not_heard
from listener.metrics.share_of_voice import share_of_voice
from listener.metrics.usual_range import PAST
from listener.situation.blindness import Blind, blindness
from listener.situation.ranged import Ranged, ranged
from listener.wording.periods import Period
from rules.base import BUCKET, Track, Unseen, bucket_start
from rules.detect.gaps import sighted
from storage.records import Scope, Series

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SHORT, SHOWN = timedelta(days=2), timedelta(days=28)
"""Up to so long a time is shown by the hour; so much is shown at least."""
NOTHING = Value(value=None, n=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the charts of one brand show, bar by bar, oldest first.

    Attributes:
        volume: Its posts.
        begins: The bar with which the period begins.
        voices: Of each compared brand its share of the posts of each bar about all of them.
        net, negative: Net sentiment and the negative share of each bar; unknown before what the period is compared
            with.
        blind: When sources that usually bring something could not be read.
        unheard: The part of its posts that these usually bring, over the period.
    """

    volume: Ranged
    begins: int
    voices: Mapping[str, tuple[Value, ...]]
    net: tuple[Value, ...]
    negative: tuple[Value, ...]
    blind: tuple[Blind, ...]
    unheard: Value


def courses(
    store: Counted,
    period: Period,
    zone: ZoneInfo,
    talks: Mapping[str, Talk],
    names: Iterable[str],
    compared: Sequence[str],
) -> dict[str, Course]:
    """Of some brands, by name.

    Args:
        zone: In which hours are whole.
        talks: What was said of them and of the compared ones, from the first bar on.
        compared: The brands among which a share of voice is divided.
    """
    each, wide, bars = _divided(period)
    until = _end(period, zone)
    start = until - bars * each
    scopes = {name: Scope.brand(name) for name in names}
    found = tracks(store, [Series(scope) for scope in scopes.values()], start - PAST, until)
    unknown = unseen(store, scopes.values(), start - PAST, until)
    edges = [start + index * each for index in range(bars + 1)]
    voices = _voices(talks[compared[0]].window.sizes(compared, edges) if compared else {}, bars)
    return {
        name: _course(found[Series(scope)], unknown.get(scope), voices, talks[name], edges, wide)
        for name, scope in scopes.items()
    }


def heard_since(asked: Asked) -> datetime:
    """From when on is told what is said, in figures or in charts, in whatever zone."""
    each, _, bars = _divided(asked.period)
    return min(asked.before.since, bucket_start(asked.period.until) - bars * each - HOUR)


def _end(period: Period, zone: ZoneInfo) -> datetime:
    """When the last bar ends: one of a day with a whole hour, so that bars stay as they are while an hour lasts."""
    each, _, _ = _divided(period)
    if each == HOUR:
        return bucket_start(period.until)
    return period.until.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)


def _divided(period: Period) -> tuple[timedelta, int, int]:
    """How long a bar is, how many the period has, and how many are shown."""
    length = period.until - period.since
    each = HOUR if length <= SHORT else DAY
    wide = -(-length // each)
    return each, wide, max(2 * wide, SHOWN // each if each == DAY else 0)


def _course(
    track: Track,
    unknown: Unseen | None,
    voices: Mapping[str, tuple[Value, ...]],
    talk: Talk,
    edges: Sequence[datetime],
    wide: int,
) -> Course:
    bars, each = len(edges) - 1, edges[1] - edges[0]
    shown = talk.bars(edges[-2 * wide - 1 :])
    before = (NOTHING,) * (bars - len(shown))
    share = unknown.share[-(wide * each // BUCKET) :] if unknown else ()
    return Course(
        volume=ranged(track, sighted(track, unknown.share if unknown else None), each, bars),
        begins=bars - wide,
        voices=voices,
        net=(*before, *(net for net, _ in shown)),
        negative=(*before, *(negative for _, negative in shown)),
        blind=blindness(unknown.stretches if unknown else (), edges[0], edges[-1]),
        unheard=not_heard([float(part) for part in share]),
    )


def _voices(sizes: Mapping[str, Sequence[int]], bars: int) -> dict[str, tuple[Value, ...]]:
    each = [{name: counts[bar] for name, counts in sizes.items()} for bar in range(bars)]
    return {name: tuple(share_of_voice(name, counts) for counts in each) for name in sizes}
