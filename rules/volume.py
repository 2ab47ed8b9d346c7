"""Rule `volume`: tells when a multiple of the usual posts of this time of day comes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator

from rules.base import Track, rule
from rules.counting.counts import CountRule
from rules.counting.windows import UpToHalfADay
from rules.wording.figures import figure, times

if TYPE_CHECKING:
    from rules.detect.gaps import Mask
    from rules.detect.judgement import Judgement

FACTORS = {"fewer": 5.0, "balanced": 3.0, "more": 2.0}


@rule("volume")
class Volume(CountRule):
    """Alerts when the posts of a trailing window reach a multiple of what is usual: the mean of the same window at the
    same time of day, give or take an hour, over the days before.

    Also `at_least` posts must have come and chance must not explain them (less than 1 in 10,000). While fewer than
    three days are known it is learning, and only three times `at_least` raises an alert, after the
    first day only if it is three times the busiest window so far as well.
    """

    window: UpToHalfADay = Field(
        timedelta(hours=1), description="Count the posts of this stretch; 5 minutes to 12 hours"
    )
    baseline: int = Field(14, ge=3, le=34, description="Compare with this many days before")
    sensitivity: Literal["fewer", "balanced", "more"] | float = Field(
        "balanced", description='"fewer" (5 times the usual), "balanced" (3), "more" (2), or the multiple itself'
    )

    @field_validator("sensitivity")
    @classmethod
    def _multiple(cls, sensitivity: str | float) -> str | float:
        if isinstance(sensitivity, float) and not 1 < sensitivity <= 1000:
            raise ValueError('write "fewer", "balanced", "more" or a multiple above 1')
        return sensitivity

    @property
    def factor(self) -> float:
        """How many times the usual is asked for."""
        return self.sensitivity if isinstance(self.sensitivity, float) else FACTORS[self.sensitivity]

    @property
    def stretch(self) -> timedelta:
        return self.window

    def judge(self, track: Track, known: Mask | None) -> Judgement:
        from rules.detect.baseline import same_time

        return same_time(track, self.window, self.baseline, known)

    def exceeds(self, track: Track, known: Mask | None, judged: Judgement) -> Mask:  # noqa: ARG002 - judged says it all
        return judged.seen >= self.factor * judged.mean

    def why(self, judged: Judgement, peak: int) -> str:
        found = figure(times(judged.seen[peak], judged.mean[peak]))
        return f"That is {found} times the usual; the rule asks for {self.factor:g} times."
