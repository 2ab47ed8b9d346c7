"""Rule `silence`: tells when nothing, or far less than usual, is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator

from rules.base import BUCKET, Rule, Track, View, fingerprint, rule
from rules.counting.amounts import MEASURE, MEASURES, amount, qualified, series_of
from rules.counting.counts import CHANCE, DAY
from rules.counting.explaining import unknown
from rules.counting.windows import UpToADay
from rules.wording.durations import span, the
from rules.wording.figures import figure
from rules.wording.moments import utc
from rules.wording.scopes import subject
from storage import records

if TYPE_CHECKING:
    from rules.detect.episodes import Episode
    from rules.detect.quiet import Quiet
    from storage.records import Alert, Series

PARTS = {"fewer": 20.0, "balanced": 10.0, "more": 5.0}


@rule("silence")
class SilenceRule(Rule):
    """Alerts when a trailing window brings nothing, or a small part of what the same time of day usually brings.

    Chance must not explain it (less than 1 in 10,000), nor may the difference between earlier days, and the same
    weekday of the two weeks before must have been louder. It says nothing before a week is known, about the last
    `wait`, and about what slow sources may still bring. Of a time in which a source could not be read, only what the
    others usually bring is expected.
    """

    measure: str = Field("mentions", pattern=MEASURE, title="What is counted", description=MEASURES)
    window: UpToADay = Field(timedelta(hours=6), description="Judge the posts of this stretch; 5 minutes to 24 hours")
    baseline: int = Field(14, ge=7, le=33, description="Compare with this many days before")
    sensitivity: Literal["fewer", "balanced", "more"] | float = Field(
        "balanced", description='"fewer" (a 20th of the usual), "balanced" (a 10th), "more" (a 5th), or one in how many'
    )
    at_least: float = Field(
        10, gt=0, title="Minimum of usual posts", description="Never alert where fewer posts than this are usual"
    )
    wait: timedelta = Field(
        timedelta(minutes=30),
        ge=timedelta(0),
        le=timedelta(hours=12),
        title="Wait for late posts",
        description="How long posts may be on their way",
    )
    cooldown: timedelta = Field(
        timedelta(hours=1), gt=timedelta(0), description="The alert counts as over when posts came for this long"
    )

    @field_validator("sensitivity")
    @classmethod
    def _part(cls, sensitivity: str | float) -> str | float:
        if isinstance(sensitivity, float) and not 1 < sensitivity <= 1000:
            raise ValueError('write "fewer", "balanced", "more", or a number above 1: 8 means an eighth of the usual')
        return sensitivity

    @property
    def factor(self) -> float:
        """What part of the usual still counts as silence: one in so many."""
        return self.sensitivity if isinstance(self.sensitivity, float) else PARTS[self.sensitivity]

    @property
    def series(self) -> tuple[Series, ...]:
        return (records.Series(self.scope, series_of(self.measure)),)

    @property
    def learning(self) -> str:
        return "Silent in the first week."

    def check(self, view: View, now: datetime) -> Iterable[Alert]:  # noqa: ARG002 - silence is judged by its own time
        from rules.detect.episodes import episodes
        from rules.detect.quiet import quiet

        track = view.tracks.get(self.series[0])
        if track is None or not track.live.any():
            return []
        seen = quiet(track, self.window // BUCKET, self.baseline, view.unseen(self.scope))
        size = len(track.total)
        end = min(size - self.wait // BUCKET, size if view.settled is None else view.settled)
        # A day before the first new bucket is judged again, so that an alert knows since when it holds.
        start = max(0, view.fresh - DAY)
        low = seen.indexes(factor=self.factor, at_least=self.at_least, chance=CHANCE, start=start, end=end)
        held = seen.held(factor=self.factor, at_least=self.at_least, start=start, end=end)
        found = episodes(low, view.fresh, self.cooldown // BUCKET, held)
        return [self._alert(view, track, seen, one) for one in found]

    def _alert(self, view: View, track: Track, quiet: Quiet, episode: Episode) -> Alert:
        deepest = quiet.deepest(episode.first, episode.last)
        seen, usual = float(quiet.seen[deepest]), float(quiet.mean[deepest])
        starts_at = track.start + BUCKET * episode.first
        until = track.start + BUCKET * (deepest + 1)
        return records.Alert(
            rule=self.name,
            scope=self.scope,
            severity=self.severity,
            fingerprint=fingerprint(self.name, self.scope),
            starts_at=starts_at,
            ends_at=track.start + BUCKET * (episode.last + 1) + self.wait + self.cooldown,
            value=seen,
            expected=usual,
            summary=f"{self._counted(seen)} about {subject(self.scope)} in {span(self.window)}, "
            f"usually {figure(usual)}",
            reasons=(
                *self._why(track, quiet, deepest),
                *unknown(view, self.scope, until - self.window, until),
                f"So quiet since {utc(starts_at)}.",
            ),
            lasting=True,
        )

    def _why(self, track: Track, quiet: Quiet, at: int) -> tuple[str, ...]:
        from rules.detect.quiet import last_post

        until, last = (track.start + BUCKET * index for index in (at + 1, last_post(track, at)))
        usual = float(quiet.mean[at])
        return (
            f"{self._counted(float(quiet.seen[at]))} in {the(self.window)} up to {utc(until)}.",
            f"Usual at this time of day and week: {figure(usual)}, judging by up to {self.baseline} days before.",
            f"The rule asks for 1 in {self.factor:g} of that, or less.",
            f"The last post was said on {utc(last)}.",
        )

    def _counted(self, seen: float) -> str:
        return f"{amount(seen, self.measure) if seen else 'Nothing'}{qualified(self.measure)}"
