"""The pictures of a report as SVG that stands alone: colours and sizes in attributes, so that a page, a mail's
attachment and a PDF show the same."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from listener.reports.document import Course
from listener.reports.record import Record

INK, QUIET, SOFT, BAND, LINE, TRACK, BAR = "#1a1a18", "#8c8981", "#6d6b65", "#ebe9e4", "#e5e3de", "#f5f4f1", "#b7b4ac"
WIDTH, HEIGHT, TOP, FOOT = 666, 132, 14, 22
FONT = 'font-family="Inter, system-ui, sans-serif" font-size="11"'


def course(found: Course, label: str) -> str:
    """A line a day: grey before the period, ink in it, in the band of what is usual."""
    counts = [record.value or 0 for _, record in found.days]
    high = found.usual.high if found.usual and found.usual.high is not None else 0
    top = max(*counts, high, 1) * 1.08
    points = [(_across(index, len(counts)), _down(count, top)) for index, count in enumerate(counts)]
    before, period = points[: found.begins + 1], points[found.begins :]
    parts = [
        *_band(found.usual, top),
        *(_grid(step, top) for step in _steps(top)),
        f'<line x1="0" x2="{WIDTH}" y1="{HEIGHT}" y2="{HEIGHT}" stroke="{QUIET}"/>',
        _line(before, QUIET, 1.25) if found.begins else "",
        _line(period, INK, 2),
        f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="3.5" fill="{INK}"/>',
        *_notes(found),
        *_days(found.days),
    ]
    return _picture(WIDTH, HEIGHT + FOOT, label, parts)


def _notes(found: Course) -> list[str]:
    """A dotted line for each, with its letter above."""
    made = []
    for note in found.notes:
        x = f"{note.place * WIDTH:.1f}"
        made.append(f'<line x1="{x}" x2="{x}" y1="{TOP}" y2="{HEIGHT}" stroke="{SOFT}" stroke-dasharray="1 3"/>')
        made.append(f'<text x="{x}" y="{TOP - 4}" text-anchor="middle" fill="{INK}" {FONT}>{note.mark}</text>')
    return made


def bar(now: Record, before: Record | None, own: bool) -> str:
    """A share from 0 to 1, a tick where it was before."""
    share, was = now.value or 0, before.value if before else None
    parts = [f'<rect y="3" width="96" height="8" fill="{TRACK}"/>']
    parts.append(f'<rect y="3" width="{96 * share:.1f}" height="8" fill="{INK if own else BAR}"/>')
    if was is not None:
        parts.append(f'<line x1="{96 * was:.1f}" x2="{96 * was:.1f}" y1="0" y2="14" stroke="{INK}"/>')
    return _picture(96, 14, "", parts)


def _picture(width: float, height: float, label: str, parts: Sequence[str]) -> str:
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    size = f'viewBox="-4 0 {width + 8} {height}" width="{width + 8}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {said}>{"".join(parts)}</svg>'


def _across(index: int, count: int) -> float:
    return index * WIDTH / max(1, count - 1)


def _down(value: float, top: float) -> float:
    return HEIGHT - value / top * (HEIGHT - TOP)


def _line(points: Sequence[tuple[float, float]], colour: str, width: float) -> str:
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"/>'


def _band(usual: Record | None, top: float) -> list[str]:
    if usual is None or usual.low is None or usual.high is None:
        return []
    y, end = _down(usual.high, top), _down(usual.low, top)
    return [f'<rect x="0" y="{y:.1f}" width="{WIDTH}" height="{end - y:.1f}" fill="{BAND}"/>']


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
