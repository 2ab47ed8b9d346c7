"""Coverage as a strip: full where all sources were read, hatched where one could not be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from markupsafe import Markup

from listener.situation.blindness import Blind
from listener.web.charts.svg import hatched, number, per_cent, picture

HEIGHT = 20


def strip(blind: Iterable[Blind], start: datetime, end: datetime, label: str = "") -> Markup:
    """From start to end."""
    parts = [Markup('<rect class="ok" x="0" y="2" width="100%" height="{}"/>').format(HEIGHT - 4)]
    for one in blind:
        left, right = (one.since - start) / (end - start), (one.until - start) / (end - start)
        parts.append(
            Markup('<rect class="blindbg" x="{}" y="2" width="{}" height="{}"/>').format(
                per_cent(left), per_cent(right - left), number(HEIGHT - 4)
            )
        )
        parts.append(hatched(left, right, 2, HEIGHT - 4))
    return picture("strip", HEIGHT, label, *parts)
