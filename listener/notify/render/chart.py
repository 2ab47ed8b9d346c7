"""The little picture of a mail: mentions a bucket as bars, of table cells and of letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from listener.wording.durations import span
from listener.wording.moments import weekday

HEIGHT = 72
WIDTH = 24
MOST_BARS = 48
MOST_ROWS = 12
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bucket.

    Attributes:
        height: Of a chart HEIGHT high; 0 for an empty bucket.
        row: The bar lying down, of a chart WIDTH letters wide.
        hot: Whether the alerts speak of this time.
    """

    label: str
    count: int
    height: int
    row: str
    hot: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars, oldest first, and what stands around them.

    Attributes:
        each: How much time a bar is.
        peak: The highest bar.
    """

    bars: tuple[Bar, ...]
    each: str
    peak: Bar
    first: str
    middle: str
    last: str


Point = tuple[datetime, int]


def chart(points: Sequence[Point], zone: ZoneInfo, since: datetime | None, most: int = MOST_BARS) -> Chart | None:
    """The chart of (bucket start, count), neighbours merged into at most `most` bars; None where nothing was counted.

    Args:
        since: From here on bars are hot.
    """
    merged, each = _merge(points, most)
    top = max((count for _, count in merged), default=0)
    if top <= 0:
        return None
    bars = tuple(_bar(start, count, top, zone, since is not None and start + each > since) for start, count in merged)
    peak = max(bars, key=lambda bar: bar.count)
    labels = [bars[i].label for i in (0, len(bars) // 2, len(bars) - 1)]
    return Chart(bars=bars, each=span(each), peak=peak, first=labels[0], middle=labels[1], last=labels[2])


def _merge(points: Sequence[Point], most: int) -> tuple[list[Point], timedelta]:
    """Equal groups, the last one complete, so that a border never makes the newest bar look small."""
    size = -(-len(points) // most) or 1
    step = points[1][0] - points[0][0] if len(points) > 1 else timedelta(0)
    kept = points[len(points) % size :] if size > 1 else points
    groups = [kept[i : i + size] for i in range(0, len(kept), size)]
    return [(group[0][0], sum(max(0, count) for _, count in group)) for group in groups], step * size


def _bar(start: datetime, count: int, top: int, zone: ZoneInfo, hot: bool) -> Bar:
    height = max(2, round(HEIGHT * count / top)) if count else 0
    return Bar(label=weekday(start, zone), count=count, height=height, row=_row(count / top), hot=hot)


def _row(share: float) -> str:
    eighths = round(share * WIDTH * 8)
    full, rest = divmod(max(eighths, 1 if share else 0), 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")
