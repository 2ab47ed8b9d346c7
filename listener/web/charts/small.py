"""Small pictures beside a number: two periods on one axis, how something was read, a line without words."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from listener.web.charts.svg import across, element, line, number, per_cent, picture, rect, rule, runs, scale, stretched

HEIGHT, TONED = 20, 10


def dumbbell(now: float, before: float | None, most: float, *, name: str = "") -> Markup:
    """A full dot where it is now, a hollow one where it was, from 0 to `most`."""
    middle = HEIGHT / 2
    parts = [rule("axis", "0", "100%", middle, middle)]
    here = per_cent(min(1.0, now / most) if most else 0)
    if before is not None:
        there = per_cent(min(1.0, before / most) if most else 0)
        parts.append(rule("join", there, here, middle, middle))
        parts.append(element('<circle class="prev" cx="{}" cy="{}" r="3"/>', there, number(middle)))
    parts.append(element('<circle class="now" cx="{}" cy="{}" r="4"/>', here, number(middle)))
    return picture(f"dumb {name}".strip(), HEIGHT, "", *parts)


def toned(counts: Sequence[int], label: str) -> Markup:
    """Negative from the left, positive from the right, neutral thinner between; empty where nothing was read."""
    whole = sum(counts)
    parts, left = [], 0.0
    for name, count in zip(("neg", "neu", "pos"), counts, strict=True):
        part = count / whole if whole else 0
        top, high = (TONED * 0.25, TONED * 0.5) if name == "neu" else (0.0, float(TONED))
        if part:
            parts.append(rect(name, per_cent(left), top, per_cent(part), high))
        left += part
    return picture("tone", TONED, label, *parts)


def plain(values: Sequence[float | None], height: int = 24) -> Markup:
    """A line from left to right with a dot at its end; broken where nothing is known."""
    known = [each for each in values if each is not None]
    if not known:
        return Markup("")
    y = scale(min(known), max(known), 3, height - 3)
    xs = across(len(values))
    lines = [
        line("line", [(xs[index], y(values[index] or 0)) for index in range(first, end)])
        for first, end in runs([each is not None for each in values])
    ]
    last = values[-1]
    dots = () if last is None else (element('<circle class="dot" cx="100%" cy="{}" r="2.5"/>', number(y(last))),)
    return picture("spark plain", height, "", stretched(height, *lines), *dots)
