"""A back-test: a bar for each day, black where the rule would have fired, numbered flags where each time begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from listener.situation.tried import DAY, Tried
from listener.web.charts.course import column
from listener.web.charts.notes import ticks
from listener.web.charts.svg import (
    WIDTH,
    anchor,
    element,
    per_cent,
    picture,
    rule,
    scale,
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
    base, top = HEAD + BARS, max(*found.bars, 3) * 1.05
    y = scale(0, top, HEAD, base)
    length = found.end - found.start
    places = [(firing.at - found.start) / length for firing in found.found.firings]
    hot = {min(len(found.bars) - 1, int(place * len(found.bars))) for place in places if place >= 0}
    wide = WIDTH / len(found.bars)
    bars = [
        column("bar over" if index in hot else "bar", index * wide + wide * 0.15, y(count), wide * 0.7, base)
        for index, count in enumerate(found.bars)
        if count
    ]
    grid = [
        rule("grid", "0", "100%", y(step), y(step)) + text("ax", "0", y(step) - 4, f"{step:,}") for step in steps(top)
    ]
    label = f"{found.words}; the busiest day had {max(found.bars):,}"
    return picture(
        "chart back",
        base + FOOT,
        label,
        *grid,
        rule("base", "0", "100%", base, base),
        stretched(base, *bars),
        *ticks(found.notes, lambda at: (at - found.start) / length, base),
        *_flags(places, [_noise(firing.at, judged) for firing in found.found.firings], base),
        *_days(found, zone, base),
    )


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


def _days(found: Tried, zone: ZoneInfo, base: float) -> list[Markup]:
    step = max(1, len(found.bars) // 4)
    marks = [text("ax", per_cent(1), base + FOOT - 6, "now", anchor="end")]
    for day in range(0, len(found.bars) - step // 2, step):
        at = (found.start + DAY * day).astimezone(zone)
        share = day / len(found.bars)
        marks.append(text("ax", per_cent(share), base + FOOT - 6, f"{at.day} {at:%b}", anchor=anchor(share)))
    return marks
