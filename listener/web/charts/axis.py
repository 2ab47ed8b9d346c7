"""Round times over lines, each where it lies; the begin and the end stand beside them as words."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from markupsafe import Markup

from listener.situation.ranged import Ranged
from listener.web.charts.course import moments
from listener.web.charts.svg import per_cent, picture, text

HEIGHT = 16
MOST = 5
FIRST, LAST = 0.2, 0.9
"""Between these there is room beside the words of the begin and the end."""


@lru_cache(64)
def axis(found: Ranged, zone: ZoneInfo) -> Markup:
    """Times of the reader's day; every line of a page has the same."""
    known = [(found.at(at), words) for at, words in moments(found.start, found.end, zone, MOST)]
    marks = [(share, words) for share, words in known if FIRST <= share <= LAST]
    drawn = [text("ax", per_cent(share), HEIGHT - 4, words, anchor="middle") for share, words in marks]
    return picture("axis", HEIGHT, "", *drawn)
