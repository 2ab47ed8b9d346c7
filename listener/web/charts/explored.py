"""When what was asked for was said: bars by tone in their usual range, hatched where nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from markupsafe import Markup

from listener.situation.explored import Explored
from listener.web.charts.course import FOOT, band, column, grid, times, unknown
from listener.web.charts.notes import notes
from listener.web.charts.svg import WIDTH, Scale, element, picture, rule, scale, steps, stretched

HEAD, BARS = 14, 132
"""Pixels above the bars, and of them."""


def chart(found: Explored, zone: ZoneInfo, label: str) -> Markup:
    """The whole picture."""
    base = HEAD + BARS
    highest = max((usual[1] for usual in found.volume.usual if usual), default=0)
    top = max(*found.volume.counts, highest, 3) * 1.05
    y = scale(0, top, HEAD, base)
    parts = [
        *grid(steps(top, 2), y),
        *unknown(found.blind, found.volume, HEAD, BARS, [found.volume.at(each.at) for each in found.notes]),
        stretched(base, *band(found.volume, y), *_bars(found, y, base)),
        rule("base", "0", "100%", base, base),
        *notes(found.notes, found.volume.at, 0, base),
        *times(found.volume, zone, base),
        element('<rect class="sel off" x="0" y="{}" width="0" height="{}"/>', HEAD, BARS),
        rule("cursor off", "0", "0", HEAD, base),
    ]
    return picture("chart stacked", base + FOOT, label, *parts)


def _bars(found: Explored, y: Scale, base: float) -> Iterator[Markup]:
    """Negative ones stand on the line, positive ones on top; between them what is neutral or was not read."""
    wide = WIDTH / len(found.volume.counts)
    tones = zip(found.volume.counts, found.tones["negative"], found.tones["positive"], strict=True)
    for index, (count, negative, positive) in enumerate(tones):
        x, width = index * wide + wide * 0.1, wide * 0.8
        middle = max(0, count - negative - positive)
        for name, low, size in (("neg", 0, negative), ("neu", negative, middle), ("pos", negative + middle, positive)):
            if size:
                yield column(f"b {name}", x, y(low + size), width, y(low) if low else base)
