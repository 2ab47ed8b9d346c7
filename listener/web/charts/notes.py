"""Words about moments in a chart: a dotted line with its number, which the list below it explains."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from markupsafe import Markup

from listener.situation.annotated import Noted
from listener.web.charts.svg import NARROWEST, element, inward, number, per_cent, rule

Place = Callable[[datetime], float]
"""Where a moment lies, from 0 at the left edge to 1 at the right."""
NEAR, SIZE = 0.045, 14


def notes(found: Iterable[Noted], place: Place, top: float, base: float) -> Iterator[Markup]:
    """Their lines and numbers; of those that are too near to each other only the first has its number written."""
    last = -1.0
    for each in found:
        share = min(1.0, max(0.0, place(each.at)))
        yield rule("note", per_cent(share), per_cent(share), top + SIZE, base)
        aside = inward(share, SIZE / 2)
        if (written := share + aside / NARROWEST) - last >= NEAR:
            last = written
            yield element(
                '<svg class="noteflag" x="{0}" y="{1}" width="14" height="14" overflow="visible">'
                '<circle cx="{2}" cy="7" r="7"/><text x="{2}" y="11" text-anchor="middle">{3}</text></svg>',
                per_cent(share),
                number(top),
                number(aside),
                each.mark,
            )


def ticks(found: Iterable[Noted], place: Place, height: float) -> Iterator[Markup]:
    """The same in a little picture: lines alone, with their words at the cursor."""
    for each in found:
        share = per_cent(min(1.0, max(0.0, place(each.at))))
        yield element(
            '<line class="note" x1="{0}" x2="{0}" y1="0" y2="{1}"><title>{2}</title></line>',
            share,
            number(height),
            each.annotation.text,
        )
