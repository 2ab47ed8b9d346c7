"""Rule `crisis`: wakes people when a rise goes beyond every burst that a series is used to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, field_validator

from rules.base import Track, rule
from rules.counting.counts import CountRule
from rules.wording.figures import figure, times

if TYPE_CHECKING:
    from rules.detect.gaps import Mask
    from rules.detect.judgement import Judgement

THRESHOLDS = {"fewer": 2.0, "balanced": 1.5, "more": 1.1}


@rule("crisis")
class Crisis(CountRule):
    """Alerts when posts rise, over minutes and hours at once, to a multiple of this series' own usual bursts.

    What happens again and again becomes habit and stays silent. Where few authors, or copies of few texts that are not
    read as negative, make the rise, or half of it is spam, the alert is one severity lower: nobody is woken for a
    campaign. On the first day that is known it is lower too, as nobody can tell a loud brand from a crisis. `at_least`
    posts must have come in the hour and chance must not explain them (less than 1 in 10,000). While fewer than three
    days are known it is learning, and only three times `at_least` raises an alert, after the
    first day only if it is three times the busiest window so far as well.
    """

    opening: ClassVar[str] = "Possible crisis: "
    openings: ClassVar[Mapping[str, str]] = {"good": "Possible success: ", "mixed": "Unusual interest: "}
    wary: ClassVar[bool] = True

    severity: Literal[1, 2, 3] = Field(1, description="1 wakes people, 2 wants to be seen today, 3 is good to know")
    cooldown: timedelta = Field(
        timedelta(hours=3), gt=timedelta(0), description="The alert counts as over when it stayed below this long"
    )
    sensitivity: Literal["fewer", "balanced", "more"] | float = Field(
        "balanced",
        description='"fewer" (rises of twice the usual bursts), "balanced" (1.5), "more" (1.1), or the multiple',
    )

    @field_validator("sensitivity")
    @classmethod
    def _multiple(cls, sensitivity: str | float) -> str | float:
        if isinstance(sensitivity, float) and not 0 < sensitivity <= 1000:
            raise ValueError('write "fewer", "balanced", "more" or a multiple above 0')
        return sensitivity

    @property
    def threshold(self) -> float:
        """How many times the usual bursts are asked for."""
        return self.sensitivity if isinstance(self.sensitivity, float) else THRESHOLDS[self.sensitivity]

    def judge(self, track: Track, known: Mask | None) -> Judgement:
        from rules.detect.hourly import hourly

        return hourly(track, known)

    def exceeds(self, track: Track, known: Mask | None, judged: Judgement) -> Mask:  # noqa: ARG002 - it has its own score
        from rules.detect import crisis
        from rules.detect.hourly import scores

        return scores(track, crisis, known) >= self.threshold

    def why(self, judged: Judgement, peak: int) -> str:
        found = figure(times(judged.seen[peak], judged.mean[peak]))
        return (
            f"That is {found} times the usual hour, and the rise over 5, 15, 60 and 180 minutes was at least "
            f"{self.threshold:g} times what bursts reach here otherwise."
        )
