"""A brand day by day, or hour by hour: its posts in their usual range, its tone with intervals, its share of voice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from markupsafe import Markup

from listener.brands.courses import Course
from listener.metrics.base import Value
from listener.situation.annotated import Noted
from listener.situation.ranged import Ranged
from listener.web.charts.notes import notes
from listener.web.charts.svg import (
    Point,
    Scale,
    across,
    anchor,
    element,
    hatched,
    joined,
    line,
    number,
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
from listener.wording import figures
from listener.wording.moments import day_of_month

HEAD, FOOT = 20, 22
"""Pixels above the lines, for numbers of notes, and below for the days."""
MOST_TICKS = 5
LEAST = 5
"""Of fewer posts a bar's tone or share is chance alone, and is not drawn."""
DAY = timedelta(days=1)
APART = 15
"""Pixels between two names at the right edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the charts of one brand share."""

    course: Course
    zone: ZoneInfo
    notes: Sequence[Noted] = ()
    own: bool = True
    height: int = 150
    first: int = 0

    @property
    def compared(self) -> Frame:
        """The same from the beginning of what the period is compared with: before it tones are not known."""
        bars = len(self.course.volume.counts)
        return replace(self, first=max(0, 2 * self.course.begins - bars))

    @property
    def bars(self) -> int:
        """How many are shown."""
        return len(self.course.volume.counts) - self.first

    @property
    def begins(self) -> int:
        """The shown bar with which the period begins."""
        return self.course.begins - self.first

    @property
    def most(self) -> int:
        """Lines across for which there is room."""
        return 3 if self.height > 100 else 2

    @property
    def base(self) -> float:
        """Where the lowest value lies."""
        return HEAD + self.height

    def place(self, moment: datetime) -> float:
        """Where a moment lies: bars are points, each at its middle."""
        volume = self.course.volume
        return ((moment - volume.start) / volume.each - 0.5 - self.first) / max(1, self.bars - 1)


def volume(frame: Frame, label: str, top: float = 0) -> Markup:
    """Posts in what is usual: the period in ink, what was before it in grey. `top` is the least that fits in."""
    found = frame.course.volume
    highest = max((usual[1] for usual in found.usual if usual), default=0)
    most = max(*found.counts, highest, top, 3) * 1.05
    y = scale(0, most, HEAD, frame.base)
    points = list(zip(across(len(found.counts)), map(y, found.counts), strict=True))
    lines = [
        *_band(found, points, y),
        line("ln", points[: frame.course.begins + 1]),
        line("ln own" if frame.own else "ln strong", points[frame.course.begins :]),
    ]
    grid = [(y(step), f"{step:,}") for step in steps(most, frame.most)]
    return _picture(frame, label, grid, lines, points[-1][1], "")


def net(frame: Frame, label: str) -> Markup:
    """Net sentiment with its interval, from -1 to +1 or as far as it goes."""
    frame = frame.compared
    values = frame.course.net[frame.first :]
    far = max((max(abs(each.low or 0), abs(each.high or 0)) for each in values if each.value is not None), default=0)
    limit = next(step for step in (0.3, 0.6, 1.0) if far <= step or step == 1.0)
    y = scale(-limit, limit, HEAD, frame.base)
    grid = [(y(limit), f"+{limit:.1f}"), (y(0), "0"), (y(-limit), f"\u2212{limit:.1f}")]
    return _valued(frame, label, values, y, grid)


def negative(frame: Frame, label: str, top: float = 0) -> Markup:
    """The negative share with its interval."""
    frame = frame.compared
    values = frame.course.negative[frame.first :]
    high = max((each.high or 0 for each in values if each.value is not None), default=0)
    most = min(1.0, max(0.1, high, top) * 1.05)
    y = scale(0, most, HEAD, frame.base)
    grid = [(y(step / 100), figures.per_cent(step / 100)) for step in steps(most * 100, frame.most)]
    return _valued(frame, label, values, y, grid)


def voices(frame: Frame, names: Sequence[str], own: str, label: str) -> Markup:
    """Share of voice of several brands, each named at its end; own in ink, others in grey."""
    found = frame.course.voices
    known = [each.value for name in names for each in found[name] if each.value is not None and is_known(each)]
    most = min(1.0, max(0.1, *known) * 1.1) if known else 1.0
    y = scale(0, most, HEAD, frame.base)
    lines: list[Markup] = []
    ends: list[tuple[float, str, str]] = []
    for index, name in enumerate(sorted(names, key=lambda each: each == own)):
        drawn = "own" if name == own else f"c{2 + index % 3}"
        lines.extend(_known(f"ln {drawn}", found[name], y))
        last = found[name][-1].value
        if last is not None and is_known(found[name][-1]):
            ends.append((y(last), drawn, f"{_brief(name)} {figures.per_cent(last)}"))
    grid = [(y(step / 100), figures.per_cent(step / 100)) for step in steps(most * 100, frame.most)]
    return _picture(frame, label, grid, lines, None, "lines", *_ends(ends))


def is_known(value: Value) -> bool:
    """Whether a bar rests on enough to be drawn."""
    return value.value is not None and value.n >= LEAST


def _valued(frame: Frame, label: str, values: Sequence[Value], y: Scale, grid: Sequence[tuple[float, str]]) -> Markup:
    xs = across(len(values))
    lines: list[Markup] = []
    for first, end in runs([is_known(each) for each in values]):
        highs = [(xs[index], y(values[index].high or 0)) for index in range(first, end)]
        lows = [(xs[index], y(values[index].low or 0)) for index in range(first, end)]
        lines.append(shape("ciband", highs, lows))
    begins = frame.begins
    lines.extend(_known("ln", (*values[: begins + 1], *_unknown(len(values) - begins - 1)), y))
    own = "ln own" if frame.own else "ln strong"
    lines.extend(_known(own, (*_unknown(begins), *values[begins:]), y))
    last = values[-1].value if values and is_known(values[-1]) else None
    return _picture(frame, label, grid, lines, None if last is None else y(last), "")


def _unknown(many: int) -> tuple[Value, ...]:
    return (Value(value=None, n=0),) * many


def _known(name: str, values: Sequence[Value], y: Scale) -> Iterator[Markup]:
    """A line where something is known; a point alone is a short one."""
    xs = across(len(values))
    for first, end in runs([is_known(each) for each in values]):
        points = [(xs[index], y(values[index].value or 0)) for index in range(first, end)]
        if len(points) == 1:
            [(x, height)] = points
            points = [(x - 3, height), (x + 3, height)]
        yield line(name, points)


def _band(found: Ranged, points: Sequence[Point], y: Scale) -> Iterator[Markup]:
    for first, end in runs([usual is not None for usual in found.usual]):
        known = [(points[index][0], found.usual[index] or (0.0, 0.0)) for index in range(first, end)]
        yield shape("band", [(x, y(high)) for x, (_, high) in known], [(x, y(low)) for x, (low, _) in known])


def _picture(
    frame: Frame,
    label: str,
    grid: Iterable[tuple[float, str]],
    lines: Sequence[Markup],
    end: float | None,
    name: str,
    *more: Markup,
) -> Markup:
    whole = frame.base + FOOT
    blind = [hatched(frame.place(one.since), frame.place(one.until), HEAD, frame.height) for one in frame.course.blind]
    marks = list(grid)
    shown = [each for each in frame.notes if frame.place(each.at) >= 0]
    dot = [] if end is None else [_dot("end own" if frame.own else "end", end)]
    return picture(
        f"chart days {name}".strip(),
        whole,
        label,
        *(rule("grid", "0", "100%", y, y) for y, _ in marks),
        rule("base", "0", "100%", frame.base, frame.base),
        *blind,
        stretched(whole, *lines),
        *(text("ax", "0", y - 4, words) for y, words in marks),
        *notes(shown, frame.place, 2, frame.base),
        *dot,
        *more,
        _days(frame, whole),
    )


def _dot(name: str, y: float) -> Markup:
    return element('<circle class="{}" cx="100%" cy="{}" r="3"/>', name, number(y))


def _ends(ends: Sequence[tuple[float, str, str]]) -> Iterator[Markup]:
    last = -float(APART)
    for y, drawn, words in sorted(ends):
        last = max(y, last + APART)
        yield _dot(f"end {drawn}", y)
        yield text(f"endt {drawn}", "100%", last + 4, words, dx=10)


def _brief(name: str) -> str:
    return name if len(name) <= 12 else f"{name[:11]}…"


def _days(frame: Frame, whole: float) -> Markup:
    """The last bar and round steps before it, by the day or hour in which they end."""
    found = frame.course.volume
    return _ticks(found.start + found.each * frame.first, found.each, frame.bars, frame.zone, whole - 4)


@lru_cache(64)  # the charts of a page show the same days
def _ticks(start: datetime, each: timedelta, count: int, zone: ZoneInfo, down: float) -> Markup:
    step, drawn = max(1, -(-count // MOST_TICKS)), []
    for order, index in enumerate(range(count - 1, -1, -step)):
        at = (start + each * (index + 1) - timedelta(microseconds=1)).astimezone(zone)
        words = day_of_month(at) if each >= DAY else f"{at + timedelta(microseconds=1):%H:%M}"
        share = index / max(1, count - 1)
        drawn.append(text("ax minor" if order % 2 else "ax", per_cent(share), down, words, anchor=anchor(share)))
    return joined(drawn)
