"""What an alert about a count says of what is usual, and of what nobody knows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from rules.base import View
from rules.wording.figures import figure
from rules.wording.unseen import could_not_be_read

if TYPE_CHECKING:
    from rules.detect.judgement import Judgement
    from storage.records import Scope


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


def unknown(view: View, scope: Scope, since: datetime, until: datetime) -> tuple[str, ...]:
    """A sentence on the sources that could not be read between two moments, where there were any."""
    found = view.blind.get(scope)
    said = could_not_be_read(found.stretches, since, until) if found else ""
    return (said,) if said else ()
