"""What an alert about a count says of what is usual, and of what nobody knows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypedDict

from rules.base import BUCKET, View
from rules.wording.durations import span
from rules.wording.figures import figure

if TYPE_CHECKING:
    from rules.detect.judgement import Judgement


class Confidence(TypedDict, total=False):
    """How sure an alert is: two of its fields."""

    band: tuple[float, float]
    chance: float


def confidence(judged: Judgement, peak: int) -> Confidence:
    """How the count at the peak lies in what is usual."""
    from rules.detect.tails import band, tail

    mean, variance = float(judged.mean[peak]), float(judged.variance[peak])
    return {"band": band(mean, variance), "chance": tail(int(judged.seen[peak]), mean, variance)}


def expected(judged: Judgement, peak: int, chance: float) -> str:
    """What was expected, with its band and its bound."""
    from rules.detect.tails import band, bound

    mean, variance, days = float(judged.mean[peak]), float(judged.variance[peak]), int(judged.days[peak])
    low, high = band(mean, variance)
    return (
        f"Expected at this time of day: {figure(mean)}, mostly {low:,.0f}–{high:,.0f}, at most "
        f"{bound(mean, variance, chance):,} by chance, judging by {days} earlier days."
    )


def unknown(view: View, judged: Judgement, peak: int) -> tuple[str, ...]:
    """A sentence on the part of the window that nobody could read, where there is one."""
    from rules.detect.gaps import blind_minutes

    minutes = blind_minutes(view.blind, peak, judged.window // BUCKET)
    if not minutes:
        return ()
    return (f"A source could not be read in {span(timedelta(minutes=minutes))} of it, so there may be more.",)
