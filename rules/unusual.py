"""Rule `unusual`: notes an hour far above the same time of day of the two weeks before."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from pydantic import Field

from rules.base import Track, rule
from rules.counting.counts import CountRule
from rules.wording.figures import figure

if TYPE_CHECKING:
    from rules.detect.gaps import Mask
    from rules.detect.judgement import Judgement


@rule("unusual")
class Unusual(CountRule):
    """Alerts when the posts of an hour lie far above what the same time of day brought (Farrington's method).

    The bound is set for each series by its own past, so that about `per_week` alerts a week come: good for a page or a
    digest. Also `at_least` posts must have come and chance must not explain them (less than 1 in 10,000). While fewer
    than three days are known it is learning, and only three times `at_least` raises an alert, after the
    first day only if it is three times the busiest window so far as well.
    """

    per_week: float = Field(1.0, gt=0, le=20, description="About how many alerts a week are welcome")

    def judge(self, track: Track, known: Mask | None) -> Judgement:
        from rules.detect.hourly import hourly

        return hourly(track, known)

    def exceeds(self, track: Track, known: Mask | None, judged: Judgement) -> Mask:  # noqa: ARG002 - it has its own score
        from rules.detect import unusual
        from rules.detect.calibration import calibrated, phase
        from rules.detect.hourly import scores
        from rules.detect.judgement import known_from

        found = scores(track, unusual, known)
        return found >= calibrated(found, self.per_week, phase(track), known_from(track))

    def why(self, judged: Judgement, peak: int) -> str:
        deviations = (judged.seen[peak] - judged.mean[peak]) / sqrt(judged.variance[peak])
        return (
            f"That is {figure(deviations)} standard deviations above it, more than this series shows "
            f"{self.per_week:g} times a week."
        )
