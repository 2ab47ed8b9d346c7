"""How soon first answers came day by day, beside what is aimed at, and what happened meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from listener.metrics.answers import Day, within
from listener.situation.annotated import Noted
from listener.situation.ranged import Ranged
from listener.web.charts.course import FOOT, column, times
from listener.web.charts.notes import notes as marks
from listener.web.charts.svg import WIDTH, picture, rule, scale, stretched, text
from listener.wording.durations import brief

HEAD, BARS = 20, 96
"""Pixels above the bars, for numbers of notes, and of them."""
APART = 16
"""Pixels between the words of two lines."""
DAY = timedelta(days=1)


def chart(found: Sequence[Day], target: timedelta | None, notes: Sequence[Noted], zone: ZoneInfo, label: str) -> Markup:
    """The median of each day's cases; in ink where it is over the target, nothing where no answer has come."""
    base, aimed = HEAD + BARS, target.total_seconds() if target else 0.0
    known = [(index, day.answers.first) for index, day in enumerate(found) if day.answers.first.value is not None]
    highest = max((first.value or 0.0 for _, first in known), default=0.0)
    y = scale(0, max(aimed, highest, 60.0) * 1.1, HEAD, base)
    days = Ranged(start=found[0].begins, each=DAY, counts=(0,) * len(found), usual=(None,) * len(found))
    wide = WIDTH / len(found)
    bars = [
        column(
            "bar over" if within(first, target) is False else "bar",
            index * wide + wide * 0.1,
            y(first.value or 0.0),
            wide * 0.8,
            base,
        )
        for index, first in known
    ]
    lines = [(aimed, f"target {brief(target)}")] if target else []
    if not lines or y(aimed) - y(highest) > APART:
        lines.append((highest, brief(timedelta(seconds=round(highest)))))
    return picture(
        "chart",
        base + FOOT,
        label,
        *(
            part
            for value, words in lines
            for part in (rule("grid", "0", "100%", y(value), y(value)), text("ax", "0", y(value) - 4, words))
        ),
        stretched(base, *bars),
        rule("base", "0", "100%", base, base),
        *marks(notes, days.at, 2, base),
        *times(days, zone, base),
    )
