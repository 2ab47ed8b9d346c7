"""The large chart: bars in their usual range, alarms marked, the negative share below, hatched where nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from markupsafe import Markup

from listener.situation.annotated import Noted
from listener.situation.blindness import Blind
from listener.situation.course import Alarm, Course
from listener.situation.ranged import Ranged
from listener.web.charts.notes import notes as noted
from listener.web.charts.svg import (
    NARROWEST,
    WIDTH,
    Scale,
    element,
    hatched,
    inward,
    line,
    middles,
    number,
    per_cent,
    picture,
    rect,
    rule,
    runs,
    scale,
    shape,
    steps,
    stretched,
    text,
)
from listener.wording import figures
from listener.wording.moments import day_of_month

BARS, GAP, SHARE, FOOT = 208, 28, 72, 24
"""Pixels of the bars, between them and the share, of the share, and for the times."""
HEAD, ROW, NEAR = 30, 19, 0.045
"""Pixels above the bars for a row of flags, and for each further one; flags that are nearer step down a row."""
TICKS = (
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=7),
    timedelta(days=14),
    timedelta(days=28),
    timedelta(days=56),
    timedelta(days=112),
)
DAY = timedelta(days=1)
MOST_TICKS = 9
LETTER, AXIS = 0.0095, 0.06
"""Parts of the width that a letter takes at most where words are shown, and the numbers at the left edge."""
HALF, CHARACTER = 8, 5.8
"""Pixels of half a flag, and of a character below the bars."""


@lru_cache(64)  # drawn anew only when what it shows has changed, however often the page is asked for
def chart(found: Course, zone: ZoneInfo, label: str, *, urgent: bool = False, notes: tuple[Noted, ...] = ()) -> Markup:
    """The whole picture; `urgent` while nobody has taken the incident."""
    rows = _rows([found.volume.at(alarm.at) for alarm in found.alarms])
    head = HEAD + ROW * max(rows, default=0)
    base = head + BARS
    foot = base + GAP + SHARE
    highest = max((usual[1] for usual in found.volume.usual if usual), default=0)
    y = scale(0, max(*found.volume.counts, highest, 3) * 1.05, head, base)
    share = scale(0, 1, base + GAP, foot)
    top = max(*found.volume.counts, highest, 3) * 1.05
    parts = [
        *grid(steps(top), y),
        rule("base", "0", "100%", base, base),
        *unknown(found.blind, found.volume, head, foot - head, [found.volume.at(alarm.at) for alarm in found.alarms]),
        stretched(foot, *band(found.volume, y), *_bars(found, y, base), *_share(found.share, share)),
        rule("base", "0", "100%", foot, foot),
        rule("grid", "0", "100%", share(1), share(1)),
        text("ax", "0", share(1) - 4, f"Negative share, {figures.per_cent(1)}"),
        *times(found.volume, zone, foot),
        *noted(notes, found.volume.at, base, foot),
        *_flags(found, rows, base, urgent),
        rule("cursor off", "0", "0", head, foot),
    ]
    return picture("chart", foot + FOOT, label, *parts)


def grid(values: Iterable[int], y: Scale) -> Iterator[Markup]:
    """Lines across at round values."""
    for value in values:
        yield rule("grid", "0", "100%", y(value), y(value))
        yield text("ax", "0", y(value) - 4, f"{value:,}")


def band(found: Ranged, y: Scale) -> Iterator[Markup]:
    """What is usual, where that is known."""
    places = middles(len(found.counts))
    for first, end in runs([usual is not None for usual in found.usual]):
        known = [(places[index], found.usual[index] or (0.0, 0.0)) for index in range(first, end)]
        upper = [(x, y(high)) for x, (_, high) in known]
        yield shape("band", upper, [(x, y(low)) for x, (low, _) in known])
        yield line("bandedge", upper)


def _bars(found: Course, y: Scale, base: float) -> Iterator[Markup]:
    wide = WIDTH / len(found.volume.counts)
    bars = zip(found.volume.counts, found.volume.usual, found.negative, strict=True)
    for index, (count, usual, negative) in enumerate(bars):
        x = index * wide + wide * 0.1
        if count:
            yield column("bar over" if usual and count > usual[1] else "bar", x, y(count), wide * 0.8, base)
        if negative:
            yield column("bar neg", x, y(min(negative, count)), wide * 0.8, base)


def column(name: str, x: float, top: float, width: float, base: float) -> Markup:
    """One bar, from its top down to its base."""
    return rect(name, number(x), top, number(width), base - top)


def _share(values: Sequence[float | None], y: Scale) -> Iterator[Markup]:
    """Where too little was read there is no line."""
    places = middles(len(values))
    for first, end in runs([value is not None for value in values]):
        points = [(places[index], y(values[index] or 0.0)) for index in range(first, end)]
        yield shape("negarea", points, [(x, y(0)) for x, _ in points])
        yield line("negline", points)


def unknown(
    blind: Iterable[Blind], volume: Ranged, top: float, height: float, lines: Sequence[float] = ()
) -> Iterator[Markup]:
    """Where some sources could not be read; which, where there is room for the words.

    Args:
        lines: Places of what is drawn across the row of these words.
    """
    taken = [(0.0, AXIS), *((place, place) for place in lines)]
    for one in blind:
        begin, end = max(0.0, volume.at(one.since)), min(1.0, volume.at(one.until))
        yield hatched(begin, end, top, height)
        words = f"{_named(one.sources)} not read"
        for place, wide in _words_at(begin, end, len(words) * LETTER):
            left, right = sorted((place, place + wide))
            if left >= 0 and right <= 1 and all(right < first or left > last for first, last in taken):
                taken.append((left, right))
                anchored, aside = ("end", -4) if wide < 0 else ("start", 4)
                yield text("ax blindt", per_cent(place), top + 12, words, anchor=anchored, dx=aside)
                break


def _words_at(begin: float, end: float, wide: float) -> Iterator[tuple[float, float]]:
    """Where the words of a stretch may stand, and how wide they are from there on: before it, after it, or in it."""
    yield begin, -wide
    yield end, wide
    yield max(begin, AXIS + LETTER), wide


def _named(sources: Sequence[str]) -> str:
    more = f" and {len(sources) - 2} more" if len(sources) > 2 else ""
    return f"{', '.join(sources[:2])}{more}"


def times(found: Ranged, zone: ZoneInfo, foot: float) -> Iterator[Markup]:
    """Round times below the bars."""
    for index, (at, words) in enumerate(moments(found.start, found.end, zone)):
        share = found.at(at)
        name = "ax minor" if index % 2 else "ax"
        yield rule("tick", per_cent(share), per_cent(share), foot, foot + 4)
        aside = inward(share, len(words) * CHARACTER / 2)
        yield text(name, per_cent(share), foot + FOOT - 4, words, anchor="middle", dx=aside)


def moments(start: datetime, end: datetime, zone: ZoneInfo, most: int = MOST_TICKS) -> Iterator[tuple[datetime, str]]:
    """Round times of the reader's day, at most so many; the first, and each of another day, with its weekday."""
    step = next((one for one in TICKS if (end - start) / one <= most), TICKS[-1])
    local = start.astimezone(zone)
    at = local.replace(hour=0, minute=0, second=0, microsecond=0)
    day = None
    while at < end:
        if at >= start:
            yield at, _time(at, at.date() == day, step)
            day = at.date()
        at = (at.replace(tzinfo=None) + step).replace(tzinfo=zone)


def _time(at: datetime, same_day: bool, step: timedelta) -> str:
    if step > DAY:
        return day_of_month(at)
    if step == DAY:
        return f"{at:%a} {at.day}"
    return f"{at:%H:%M}" if same_day else f"{at:%a %H:%M}"


def _rows(places: Sequence[float]) -> list[int]:
    rows: list[int] = []
    last: dict[int, float] = {}
    for at in places:
        place = at + inward(at, HALF) / NARROWEST
        row = next(row for row in range(len(places) + 1) if place - last.get(row, -1.0) >= NEAR)
        rows.append(row)
        last[row] = place
    return rows


def _flags(found: Course, rows: Sequence[int], base: float, urgent: bool) -> Iterator[Markup]:
    for alarm, row in zip(found.alarms, rows, strict=True):
        place = found.volume.at(alarm.at)
        x, name, aside = per_cent(place), flag_name(alarm, urgent), inward(place, HALF)
        yield rule(f"alarm {name}", x, x, 20 + row * ROW, base)
        yield element(
            '<g class="flag {}"><svg x="{}" y="{}" width="18" height="18" overflow="visible">'
            '<rect x="{}" y="0" width="16" height="16" rx="3"/><text x="{}" y="12" text-anchor="middle">{}</text>'
            "</svg></g>",
            name,
            x,
            number(4 + row * ROW),
            number(aside - HALF),
            number(aside),
            alarm.mark,
        )


def flag_name(alarm: Alarm, urgent: bool) -> str:
    """How it is drawn, in the chart and in its key: solid for severity 1, red while nobody has taken it."""
    return f"s{alarm.severity}{' open' if urgent and alarm.severity == 1 else ''}"
