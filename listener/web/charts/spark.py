"""A small line in its usual range: grey inside, ink above, hatched where nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from listener.situation.annotated import Noted
from listener.situation.blindness import Blind
from listener.situation.ranged import Ranged
from listener.web.charts.notes import ticks
from listener.web.charts.svg import (
    Point,
    Scale,
    across,
    element,
    hatched,
    line,
    number,
    picture,
    runs,
    scale,
    shape,
    stretched,
)

PAD = 3


@lru_cache(512)  # drawn anew only when what it shows has changed
def spark(
    found: Ranged,
    blind: tuple[Blind, ...] = (),
    *,
    notes: tuple[Noted, ...] = (),
    name: str = "",
    height: int = 36,
    label: str = "",
) -> Markup:
    """The line of a count over time; `name` is "open" while a person is needed."""
    highs = [usual[1] if usual else 0 for usual in found.usual]
    y = scale(0, max(*found.counts, *highs, 1) * 1.04, PAD, height - PAD)
    points = list(zip(across(len(found.counts)), map(y, found.counts), strict=True))
    hot = [usual is not None and count > usual[1] for count, usual in zip(found.counts, found.usual, strict=True)]
    dot = element('<circle class="dot{}" cx="100%" cy="{}" r="2.5"/>', " hot" if hot[-1] else "", number(points[-1][1]))
    unknown = [hatched(found.at(one.since), found.at(one.until), 0, height) for one in blind]
    drawn = stretched(height, *_bands(found, points, y), line("line", points), *_above(points, highs, hot, y))
    return picture(f"spark {name}".strip(), height, label, *unknown, drawn, *ticks(notes, found.at, height), dot)


def _bands(found: Ranged, points: Sequence[Point], y: Scale) -> list[Markup]:
    bands = []
    for first, end in runs([usual is not None for usual in found.usual]):
        known = [(points[index][0], found.usual[index] or (0, 0)) for index in range(first, end)]
        bands.append(shape("band", [(x, y(high)) for x, (_, high) in known], [(x, y(low)) for x, (low, _) in known]))
    return bands


def _above(points: Sequence[Point], highs: Sequence[float], hot: Sequence[bool], y: Scale) -> list[Markup]:
    drawn = []
    for first, end in runs(hot):
        upper = list(points[first:end])
        if end - first > 1:
            drawn.append(shape("over", upper, [(points[index][0], y(highs[index])) for index in range(first, end)]))
        drawn.append(line("hot", [*points[max(0, first - 1) : first], *upper]))
    return drawn
