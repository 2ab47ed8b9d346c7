"""What the charts are made of.

The outer picture is as wide as its place and has a height in pixels; text, dots and hatches lie in it by per cent
across and pixels down. Paths and bars lie in an inner picture that is stretched, with strokes that are not. So nothing
is distorted at any width. Colours come from classes, geometry from attributes, which a strict policy allows; the hatch
is a pattern that every page holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import floor, log10
from typing import LiteralString

from markupsafe import Markup, escape

WIDTH = 1000
"""Units across the inner picture."""
HATCH = "url(#hatch)"
NARROWEST = 320
"""Pixels of the narrowest picture: what is placed in pixels stays inside of it."""
EDGE = 0.02
"""A label nearer to an edge is written from the edge on."""

Point = tuple[float, float]
Scale = Callable[[float], float]


def element(written: LiteralString, *values: object) -> Markup:
    """A piece of a picture, its values escaped: as `Markup.format`, and much faster, for a page has hundreds."""
    return Markup(written.format(*map(escape, values)))  # noqa: S704 - each value is escaped


def joined(parts: Iterable[Markup]) -> Markup:
    """Pieces one after the other."""
    return Markup("".join(map(escape, parts)))  # noqa: S704 - as above


def number(value: float) -> str:
    """As short as it can be written, at most two places."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def per_cent(share: float) -> str:
    """A place across."""
    return f"{number(share * 100)}%"


def scale(low: float, high: float, top: float, bottom: float) -> Scale:
    """From a value to how far down it lies."""
    reach = (high - low) or 1
    return lambda value: bottom - (value - low) / reach * (bottom - top)


def across(count: int) -> list[float]:
    """The places of so many points, from edge to edge."""
    return [index * WIDTH / max(1, count - 1) for index in range(count)]


def middles(count: int) -> list[float]:
    """The middles of so many bars."""
    return [(index + 0.5) * WIDTH / count for index in range(count)]


def path(points: Iterable[Point]) -> str:
    """A line through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def area(upper: Sequence[Point], lower: Sequence[Point]) -> str:
    """What lies between two lines."""
    return f"{path(upper)}L{path(reversed(lower))[1:]}Z"


def line(name: str, points: Iterable[Point]) -> Markup:
    """A line that is as thick at every width."""
    return element('<path class="{}" vector-effect="non-scaling-stroke" d="{}"/>', name, path(points))


def shape(name: str, upper: Sequence[Point], lower: Sequence[Point]) -> Markup:
    """A filled shape."""
    return element('<path class="{}" d="{}"/>', name, area(upper, lower))


def stretched(height: float, *parts: Markup) -> Markup:
    """The inner picture."""
    return element(
        '<svg x="0" y="0" width="100%" height="{0}" viewBox="0 0 {1} {0}" preserveAspectRatio="none" '
        'overflow="visible">{2}</svg>',
        number(height),
        WIDTH,
        joined(parts),
    )


def picture(name: str, height: float, label: str, *parts: Markup) -> Markup:
    """The outer picture; without a label it repeats what stands beside it, and is not read out."""
    said = element('role="img" aria-label="{}"', label) if label else Markup('aria-hidden="true"')
    return element('<svg class="{}" width="100%" height="{}" {}>{}</svg>', name, number(height), said, joined(parts))


def inward(share: float, half: float) -> float:
    """By how many pixels something is moved, so that half of its width on each side of a place stays in the picture."""
    edge = half / NARROWEST
    if share < edge:
        return half * (1 - max(0.0, share) / edge)
    return -inward(1 - share, half) if share > 1 - edge else 0.0


def text(name: str, x: str, y: float, words: str, *, anchor: str = "", dx: float = 0) -> Markup:
    """Words in a picture."""
    more = element(' text-anchor="{}"', anchor) if anchor else ""
    aside = element(' dx="{}"', number(dx)) if dx else ""
    return element('<text class="{}" x="{}" y="{}"{}{}>{}</text>', name, x, number(y), aside, more, escape(words))


def rule(name: str, x1: str, x2: str, y1: float, y2: float) -> Markup:
    """A straight line by per cent across and pixels down."""
    return element('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', name, x1, x2, number(y1), number(y2))


def rect(name: str, x: str, top: float, width: str, height: float) -> Markup:
    """A bar, from its left upper corner on."""
    return element(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', name, x, number(top), width, number(height)
    )


def anchor(share: float) -> str:
    """How words stand at a place across, so that they stay in the picture."""
    return "start" if share < EDGE else "end" if share > 1 - EDGE else "middle"


def hatched(begin: float, end: float, top: float, height: float) -> Markup:
    """A stretch of which nobody knows."""
    left, right = max(0.0, begin), min(1.0, end)
    place, width = per_cent(left), per_cent(max(0.0, right - left))
    return element(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', place, number(top), width, number(height), HATCH
    )


def steps(top: float, most: int = 3) -> list[int]:
    """Round numbers below a top, for lines across; none for a top below 1."""
    if top <= 1:
        return []
    raw = top / most
    size = 10.0 ** floor(log10(raw))
    step = max(1, round(next(factor * size for factor in (1, 2, 2.5, 5, 10) if factor * size >= raw * 0.85)))
    return [step * index for index in range(1, 10) if step * index < top]


def runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The stretches of neighbours that hold, as (first, one after the last)."""
    first: int | None = None
    for index, flag in enumerate((*flags, False)):
        if flag and first is None:
            first = index
        elif not flag and first is not None:
            yield first, index
            first = None
