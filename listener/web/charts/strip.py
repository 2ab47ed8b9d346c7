"""Coverage as a strip: full where all sources were read, hatched where one could not be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from markupsafe import Markup

from listener.situation.blindness import Blind
from listener.web.charts.svg import hatched, per_cent, picture, rect

HEIGHT = 20


def strip(blind: Iterable[Blind], start: datetime, end: datetime, label: str = "") -> Markup:
    """From start to end."""
    parts = [rect("ok", "0", 2, "100%", HEIGHT - 4)]
    for one in blind:
        left, right = (one.since - start) / (end - start), (one.until - start) / (end - start)
        parts.append(rect("blindbg", per_cent(left), 2, per_cent(right - left), HEIGHT - 4))
        parts.append(hatched(left, right, 2, HEIGHT - 4))
    return picture("strip", HEIGHT, label, *parts)
