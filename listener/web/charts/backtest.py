"""A back-test: a bar for each day in its usual range, black where the rule would have fired, numbered flags where each
time begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from listener.situation.ranged import Ranged
from listener.situation.tried import Tried
from listener.web.charts.course import column
from listener.web.charts.notes import ticks
from listener.web.charts.svg import (
    WIDTH,
    Scale,
    anchor,
    element,
    line,
    per_cent,
    picture,
    rule,
    runs,
    scale,
    shape,
    steps,
    stretched,
    text,
)

HEAD, BARS, FOOT = 24, 120, 22
SAME = timedelta(hours=3)
"""A firing is the incident that began no further from it."""
NEAR = 0.04
"""Flags that are nearer stand without their number."""


def backtest(found: Tried, zone: ZoneInfo, judged: Sequence[tuple[datetime, bool]] = ()) -> Markup:
    """The whole picture.

    Args:
        judged: When the rule did raise something, and whether people called that noise: such flags are hollow.
    """
    volume, base = found.volume, HEAD + BARS
    top = max(*volume.counts, *(usual[1] for usual in volume.usual if usual), 3) * 1.05
    y = scale(0, top, HEAD, base)
    places = [volume.at(firing.at) for firing in found.found.firings]
    grid = [
        rule("grid", "0", "100%", y(step), y(step)) + text("ax", "0", y(step) - 4, f"{step:,}") for step in steps(top)
    ]
    label = f"{found.words}; the busiest day had {max(volume.counts):,}"
    return picture(
        "chart back",
        base + FOOT,
        label,
        *grid,
        rule("base", "0", "100%", base, base),
        stretched(base, *_band(volume, y), *_bars(volume, places, y, base)),
        *ticks(found.notes, volume.at, base),
        *_flags(places, [_noise(firing.at, judged) for firing in found.found.firings], base),
        *_days(volume, zone, base),
    )


def _band(volume: Ranged, y: Scale) -> Iterator[Markup]:
    """What is usual in each day, as wide as its bar: where that is known."""
    wide = WIDTH / len(volume.counts)
    for first, end in runs([usual is not None for usual in volume.usual]):
        known = [(index * wide, (index + 1) * wide, volume.usual[index] or (0.0, 0.0)) for index in range(first, end)]
        upper = [(x, y(high)) for left, right, (_, high) in known for x in (left, right)]
        yield shape("band", upper, [(x, y(low)) for left, right, (low, _) in known for x in (left, right)])
        yield line("bandedge", upper)


def _bars(volume: Ranged, places: Sequence[float], y: Scale, base: float) -> Iterator[Markup]:
    wide, count = WIDTH / len(volume.counts), len(volume.counts)
    hot = {min(count - 1, int(place * count)) for place in places if place >= 0}
    for index, seen in enumerate(volume.counts):
        if seen:
            name = "bar over" if index in hot else "bar"
            yield column(name, index * wide + wide * 0.15, y(seen), wide * 0.7, base)


def _noise(at: datetime, judged: Sequence[tuple[datetime, bool]]) -> bool:
    near = [(abs(at - when), noise) for when, noise in judged if abs(at - when) <= SAME]
    return bool(near) and min(near)[1]


def _flags(places: list[float], noise: list[bool], base: float) -> list[Markup]:
    drawn: list[Markup] = []
    last = -1.0
    for index, place in enumerate(places, 1):
        x = per_cent(min(1.0, max(0.0, place)))
        drawn.append(rule("alarm s2", x, x, 18 if place - last >= NEAR else HEAD, base))
        if place - last >= NEAR:
            last = place
            side = anchor(place)
            drawn.append(_box(x, side, "noise" if noise[index - 1] else "hit"))
            drawn.append(text("ax flagn" if noise[index - 1] else "ax flagn hit", x, 12, str(index), anchor=side))
    return drawn


def _box(x: str, side: str, kind: str) -> Markup:
    left = {"start": -4, "middle": -9, "end": -14}[side]
    return element(
        '<rect class="flagb {}" x="{}" y="1" width="18" height="15" rx="3" transform="translate({} 0)"/>', kind, x, left
    )


def _days(volume: Ranged, zone: ZoneInfo, base: float) -> list[Markup]:
    count = len(volume.counts)
    step = max(1, count // 4)
    marks = [text("ax", per_cent(1), base + FOOT - 6, "now", anchor="end")]
    for day in range(0, count - step // 2, step):
        at = (volume.start + volume.each * day).astimezone(zone)
        share = day / count
        marks.append(text("ax", per_cent(share), base + FOOT - 6, f"{at.day} {at:%b}", anchor=anchor(share)))
    return marks
