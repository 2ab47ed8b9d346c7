"""What the rules about counts share: deciding which buckets are exceptional, and explaining it in one alert."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rules.base import BUCKET, Rule, Track, View, fingerprint
from rules.posts import posts, subject
from storage.records import Alert, Series

if TYPE_CHECKING:  # numpy is loaded when a rule is asked, not when the configuration is read
    import numpy as np
    import numpy.typing as npt

    from rules.detect.episodes import Episode
    from rules.detect.judgement import Judgement

DAY = timedelta(days=1) // BUCKET
LEARNING_DAYS = 3
LEARNING_FACTOR = 3
CHANCE = 1e-4


class CountRule(Rule):
    """A rule about one count over time.

    It fires where its own measure is exceeded, `at_least` posts came, and chance does not explain them (less than 1 in
    10,000 under a negative binomial distribution). While fewer than three days are known it is learning, and only
    three times `at_least` raises an alert.
    """

    opening: ClassVar[str] = ""

    measure: str = Field(
        "mentions",
        pattern=r"^(mentions|[a-z_]+:[a-z_ ]+)$",
        description='What is counted: "mentions", or a reading as "sentiment:negative" or "intent:complaint"',
    )
    at_least: int = Field(10, ge=1, description="Never alert on fewer posts")
    cooldown: timedelta = Field(
        timedelta(hours=1), gt=timedelta(0), description="The alert counts as over when it stayed below this long"
    )

    @property
    def series(self) -> tuple[Series, ...]:
        return (Series(self.scope, self.measure),)

    def judge(self, track: Track) -> Judgement:
        """What a rule of this sort adds: its measure at every bucket, from its past alone."""
        raise NotImplementedError

    def why(self, judged: Judgement, peak: int) -> str:
        """One sentence on what was exceeded at the peak."""
        raise NotImplementedError

    def check(self, view: View, now: datetime) -> Iterable[Alert]:  # noqa: ARG002 - a count is judged by its own time
        from rules.detect.episodes import episodes

        track = view.tracks.get(self.series[0])
        if track is None or not track.live.any():
            return []
        judged = self.judge(track)
        # A day before the first new bucket is judged again, so that an alert knows since when it holds.
        high = self._exceptional(judged, max(0, view.fresh - DAY))
        return [self._alert(track, judged, one) for one in episodes(high, view.fresh, self.cooldown // BUCKET)]

    def _exceptional(self, judged: Judgement, start: int) -> npt.NDArray[np.intp]:
        import numpy as np

        from rules.detect.tails import tail

        learning = judged.days < LEARNING_DAYS
        high = np.where(learning, judged.seen >= LEARNING_FACTOR * self.at_least, judged.high)
        high &= judged.seen >= self.at_least
        high[:start] = False
        for index in np.flatnonzero(high & ~learning):
            high[index] = tail(int(judged.seen[index]), judged.mean[index], judged.variance[index]) <= CHANCE
        return np.flatnonzero(high)

    def _alert(self, track: Track, judged: Judgement, episode: Episode) -> Alert:
        peak = episode.first + int(judged.seen[episode.first : episode.last + 1].argmax())
        known = bool(judged.days[peak] >= LEARNING_DAYS)
        starts_at, peak_at = track.start + BUCKET * episode.first, track.start + BUCKET * (peak + 1)
        return Alert(
            rule=self.name,
            scope=self.scope,
            severity=self.severity,
            fingerprint=fingerprint(self.name, self.scope),
            starts_at=starts_at,
            ends_at=track.start + BUCKET * (episode.last + 1) + self.cooldown,
            value=float(judged.seen[peak]),
            expected=round(float(judged.mean[peak]), 2) if known else None,
            summary=self._summary(judged, peak, known),
            reasons=(
                f"{posts(judged.seen[peak])} in the {span(judged.window)} up to {peak_at:%d %b %H:%M} UTC.",
                *((_expected(judged, peak), self.why(judged, peak)) if known else (self._learning(judged, peak),)),
                f"Above that since {starts_at:%d %b %H:%M} UTC.",
            ),
            lasting=True,
        )

    def _summary(self, judged: Judgement, peak: int, known: bool) -> str:
        read = "" if self.measure == "mentions" else f" read as {self.measure.partition(':')[2]}"
        usual = f", usually {judged.mean[peak]:.1f}" if known else ""
        counted = f"{posts(judged.seen[peak])} about {subject(self.scope)}{read} in {span(judged.window)}{usual}"
        return f"{self.opening}{counted}"

    def _learning(self, judged: Judgement, peak: int) -> str:
        days = LEARNING_DAYS - int(judged.days[peak])
        return (
            f"Still learning what is usual, {days} day{'s' if days > 1 else ''} to go: until then "
            f"{LEARNING_FACTOR * self.at_least} posts raise an alert."
        )


def span(window: timedelta) -> str:
    """A stretch of hours and minutes in words."""
    hours, minutes = divmod(window // timedelta(minutes=1), 60)
    words = [f"{hours} hour{'s' if hours > 1 else ''}"] if hours else []
    return " ".join([*words, f"{minutes} minutes"] if minutes else words)


def _expected(judged: Judgement, peak: int) -> str:
    from rules.detect.tails import bound

    mean, days = float(judged.mean[peak]), int(judged.days[peak])
    most = bound(mean, float(judged.variance[peak]), CHANCE)
    return f"Expected at this time of day: {mean:.1f}, at most {most} by chance, judging by {days} earlier days."
