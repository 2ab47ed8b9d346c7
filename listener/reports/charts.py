"""The pictures of a report as SVG that stands alone: colours and sizes in attributes, so that a page, a mail's
attachment and a PDF show the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from listener.reports.document import Course
from listener.reports.record import Record

INK, QUIET, SOFT, BAND, LINE, TRACK, BAR = "#1a1a18", "#8c8981", "#6d6b65", "#ebe9e4", "#e5e3de", "#f5f4f1", "#b7b4ac"
NEGATIVE = "#cf7a1a"
WIDTH, HEIGHT, TOP, FOOT = 666, 132, 14, 22
FONT = 'font-family="Inter, system-ui, sans-serif" font-size="11"'
NEAR, ROW, MOST_ROWS = 16, 13, 6
"""Pixels between letters that stand side by side, and between the rows that nearer ones stand in."""
Point = tuple[float, float]


def course(found: Course, label: str) -> str:
    """A line from day to day, or bars, in the band of what is usual: grey before the period, ink in it; as on pages,
    the negative part of a bar is its foot."""
    counts = [record.value or 0 for _, record in found.days]
    ranges = found.ranges
    top = max(*counts, *(each[1] for each in ranges if each), 1) * 1.08
    rows = _rows([note.place for note in found.notes])
    head = ROW * max(rows, default=0)
    parts = [
        *_band(ranges, top),
        *(_grid(step, top) for step in _steps(top)),
        f'<line x1="0" x2="{WIDTH}" y1="{HEIGHT}" y2="{HEIGHT}" stroke="{QUIET}"/>',
        *(_bars(counts, ranges, top) if found.bars else _lines(counts, found.begins, top)),
        *_feet([record.value or 0 for record in found.negative], top),
        *_notes(found, rows, head),
        *_days(found.days),
    ]
    return _picture(WIDTH, HEIGHT + FOOT, label, parts, above=head)


def _lines(counts: Sequence[float], begins: int, top: float) -> Iterator[str]:
    points = [(_across(index, len(counts)), _down(count, top)) for index, count in enumerate(counts)]
    if begins:
        yield _line(points[: begins + 1], QUIET, 1.25)
    yield _line(points[begins:], INK, 2)
    yield f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="3.5" fill="{INK}"/>'


def _bars(counts: Sequence[float], ranges: Sequence[tuple[float, float] | None], top: float) -> Iterator[str]:
    for index, (count, usual) in enumerate(zip(counts, ranges, strict=True)):
        if count:
            colour = INK if usual is None or count > usual[1] else QUIET
            yield _bar(index, len(counts), _down(count, top), colour)


def _feet(counts: Sequence[float], top: float) -> Iterator[str]:
    """The part of each bar that is negative."""
    for index, count in enumerate(counts):
        if count:
            yield _bar(index, len(counts), _down(count, top), NEGATIVE)


def _bar(index: int, count: int, y: float, colour: str) -> str:
    """One of so many bars, from its top down to the base."""
    wide = WIDTH / count
    place = f'x="{(index + 0.1) * wide:.1f}" width="{wide * 0.8:.1f}"'
    return f'<rect {place} y="{y:.1f}" height="{HEIGHT - y:.1f}" fill="{colour}"/>'


def _notes(found: Course, rows: Sequence[int], head: float) -> list[str]:
    """A dotted line for each, with its letter above."""
    made = []
    for note, row in zip(found.notes, rows, strict=True):
        x, y = f"{note.place * WIDTH:.1f}", TOP - head + row * ROW
        made.append(f'<line x1="{x}" x2="{x}" y1="{y}" y2="{HEIGHT}" stroke="{SOFT}" stroke-dasharray="1 3"/>')
        made.append(f'<text x="{x}" y="{y - 4}" text-anchor="middle" fill="{INK}" {FONT}>{note.mark}</text>')
    return made


def _rows(places: Sequence[float]) -> list[int]:
    """In which row each letter stands, so that none covers one before it; where all are taken, in the last."""
    ends: list[float] = []
    rows = []
    for place in places:
        x = place * WIDTH
        row = next((row for row, end in enumerate(ends) if x - end >= NEAR), min(len(ends), MOST_ROWS - 1))
        ends[row : row + 1] = [x]
        rows.append(row)
    return rows


def bar(now: Record, before: Record | None, own: bool) -> str:
    """A share from 0 to 1, a tick where it was before."""
    share, was = now.value or 0, before.value if before else None
    parts = [f'<rect y="3" width="96" height="8" fill="{TRACK}"/>']
    parts.append(f'<rect y="3" width="{96 * share:.1f}" height="8" fill="{INK if own else BAR}"/>')
    if was is not None:
        parts.append(f'<line x1="{96 * was:.1f}" x2="{96 * was:.1f}" y1="0" y2="14" stroke="{INK}"/>')
    return _picture(96, 14, "", parts)


def _picture(width: float, height: float, label: str, parts: Sequence[str], above: float = 0) -> str:
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    size = f'viewBox="-4 {-above} {width + 8} {height + above}" width="{width + 8}" height="{height + above}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {said}>{"".join(parts)}</svg>'


def _across(index: int, count: int) -> float:
    """The middle of a stretch."""
    return (index + 0.5) * WIDTH / count


def _down(value: float, top: float) -> float:
    return HEIGHT - value / top * (HEIGHT - TOP)


def _line(points: Sequence[Point], colour: str, width: float) -> str:
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"/>'


def _band(ranges: Sequence[tuple[float, float] | None], top: float) -> Iterator[str]:
    """What is usual, as far as it is known: from edge to edge of each run of stretches."""
    wide = WIDTH / len(ranges)
    for known, run in groupby(enumerate(ranges), key=lambda each: each[1] is not None):
        if known:
            ends = [(index, *(usual or (0.0, 0.0))) for index, usual in run]
            first, last = (ends[0][0] * wide, ends[0]), ((ends[-1][0] + 1) * wide, ends[-1])
            middle = [((index + 0.5) * wide, (index, low, high)) for index, low, high in ends]
            edge = [first, *middle, last]
            upper = [(x, _down(each[2], top)) for x, each in edge]
            lower = [(x, _down(each[1], top)) for x, each in reversed(edge)]
            drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in (*upper, *lower))
            yield f'<polygon points="{drawn}" fill="{BAND}"/>'


def _steps(top: float) -> list[int]:
    size = 10 ** (len(str(int(top))) - 1)
    step = next((size // part for part in (1, 2, 5) if size // part and top / (size // part) >= 2), 1)
    found = [step * index for index in range(1, 10) if step * index < top]
    return found[:: max(1, len(found) // 3)][:3]


def _grid(value: int, top: float) -> str:
    y = _down(value, top)
    rule = f'<line x1="0" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>'
    return f'{rule}<text x="0" y="{y - 4:.1f}" fill="{SOFT}" {FONT}>{value:,}</text>'


def _days(days: Sequence[tuple[str, Record]]) -> list[str]:
    each, made = max(1, -(-len(days) // 5)), []
    for index, (name, _) in enumerate(days):
        last = index == len(days) - 1
        if last or (index % each == 0 and len(days) - 1 - index >= each):
            anchor = "end" if last else "start" if index == 0 else "middle"
            place = f'x="{_across(index, len(days)):.1f}" y="{HEIGHT + FOOT - 5}" text-anchor="{anchor}"'
            made.append(f'<text {place} fill="{SOFT}" {FONT}>{escape(name)}</text>')
    return made
