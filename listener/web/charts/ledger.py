"""A week of one source as a strip: full read, half partly, a base line nothing new, stripes limited, hatched blind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from markupsafe import Markup

from listener.health.coverage import Stretch
from listener.web.charts.svg import HATCH, element, number, per_cent, picture, rule

HEIGHT, TOP, FULL = 20, 2, 16
OK, EMPTY, OUTLINED = Markup('class="ok"'), Markup('class="empty"'), Markup('class="blindbg"')
STRIPED, HATCHED = Markup('fill="url(#limited)"'), element('fill="{}"', HATCH)
DAY = timedelta(days=1)


def ledger(stretches: Iterable[Stretch], start: datetime, end: datetime, label: str) -> Markup:
    """From start to end; what nobody asked stays empty."""
    parts = [
        _drawn(
            each.sight, max(0.0, (each.since - start) / (end - start)), min(1.0, (each.until - start) / (end - start))
        )
        for each in stretches
        if each.until > start
    ]
    days = [rule("day", per_cent(n * DAY / (end - start)), per_cent(n * DAY / (end - start)), 0, HEIGHT)
            for n in range(1, (end - start) // DAY)]  # fmt: skip
    return picture("strip", HEIGHT, label, *parts, *days)


def _drawn(sight: str, left: float, right: float) -> Markup:
    match sight:
        case "not asked":
            return Markup("")
        case "ok":
            return _rect(OK, left, right, TOP, FULL)
        case "partial":
            return _rect(OK, left, right, TOP + FULL / 2, FULL / 2)
        case "empty":
            return _rect(EMPTY, left, right, TOP + FULL - 2, 2)
        case "rate limited":
            return _rect(STRIPED, left, right, TOP, FULL)
    return _rect(OUTLINED, left, right, TOP, FULL) + _rect(HATCHED, left, right, TOP, FULL)


def _rect(paint: Markup, left: float, right: float, top: float, height: float) -> Markup:
    width = max(right - left, 0.003)
    return element(
        '<rect {} x="{}" y="{}" width="{}" height="{}"/>',
        paint,
        per_cent(left),
        number(top),
        per_cent(width),
        number(height),
    )
