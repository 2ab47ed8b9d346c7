"""Rule `volume`: tells when far more posts come than is usual at this time of day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field, field_validator

from rules.base import BUCKET, Rule, Track, View, fingerprint, rule
from rules.detect.tails import bound, tail
from rules.episodes import Episode, episodes
from rules.posts import posts, subject
from storage.records import Alert, Series

DAY = timedelta(days=1) // BUCKET
AROUND = timedelta(hours=1) // BUCKET
LEARNING_DAYS = 3
LEARNING_FACTOR = 3
CHANCE = 1e-4
FACTORS = {"fewer": 5.0, "balanced": 3.0, "more": 2.0}

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What is usual at each bucket: same time of day (give or take an hour) over the days before.

    Attributes:
        days: How many earlier days are known.
        mean, variance: Of the count in the trailing window, the doubt about the mean included; NaN without days.
    """

    days: Ints
    mean: Floats
    variance: Floats


@rule("volume")
class Volume(Rule):
    """Alerts when the posts of a trailing window reach both `at_least` and a multiple of what is usual, and chance does
    not explain it (less than 1 in 10,000 under a negative binomial distribution fitted to the days before).

    While fewer than three days are known it is learning: only three times `at_least` raises an alert.
    """

    measure: str = Field(
        "mentions",
        pattern=r"^(mentions|[a-z_]+:[a-z_ ]+)$",
        description='What is counted: "mentions", or a reading as "sentiment:negative" or "intent:complaint"',
    )
    window: timedelta = Field(timedelta(hours=1), description="Count the posts of this stretch; 5 minutes to 12 hours")
    baseline: int = Field(14, ge=3, le=34, description="Compare with this many days before")
    at_least: int = Field(10, ge=1, description="Never alert on fewer posts")
    sensitivity: Literal["fewer", "balanced", "more"] | float = Field(
        "balanced", description='"fewer" (5 times the usual), "balanced" (3), "more" (2), or the multiple itself'
    )
    cooldown: timedelta = Field(
        timedelta(hours=1), gt=timedelta(0), description="The alert counts as over when it stayed below this long"
    )

    @field_validator("window")
    @classmethod
    def _buckets(cls, window: timedelta) -> timedelta:
        if window % BUCKET or not BUCKET <= window <= timedelta(hours=12):
            raise ValueError("write a multiple of 5 minutes, from 5 minutes to 12 hours")
        return window

    @field_validator("sensitivity")
    @classmethod
    def _multiple(cls, sensitivity: str | float) -> str | float:
        if isinstance(sensitivity, float) and not 1 < sensitivity <= 1000:
            raise ValueError('write "fewer", "balanced", "more" or a multiple above 1')
        return sensitivity

    @property
    def series(self) -> tuple[Series, ...]:
        return (Series(self.scope, self.measure),)

    def check(self, view: View, now: datetime) -> Iterable[Alert]:  # noqa: ARG002 - a count is judged by its own time
        track = view.tracks.get(self.series[0])
        if track is None or not track.live.any():
            return []
        seen, usual = trailing(track.live, self._width), habit(track, self._width, self.baseline)
        # A day before the first new bucket is judged again, so that an alert knows since when it holds.
        high = self._high(seen, usual, max(0, view.fresh - DAY))
        found = episodes(high, view.fresh, self.cooldown // BUCKET)
        return [self._alert(track, seen, usual, episode) for episode in found]

    @property
    def _width(self) -> int:
        return self.window // BUCKET

    @property
    def _factor(self) -> float:
        return self.sensitivity if isinstance(self.sensitivity, float) else FACTORS[self.sensitivity]

    def _high(self, seen: Ints, usual: Habit, start: int) -> npt.NDArray[np.intp]:
        """The buckets from `start` on that are exceptional."""
        learning = usual.days < LEARNING_DAYS
        above = (seen >= self.at_least) & (seen >= self._factor * np.nan_to_num(usual.mean))
        high = np.where(learning, seen >= LEARNING_FACTOR * self.at_least, above)
        high[:start] = False
        for index in np.flatnonzero(high & ~learning):
            high[index] = tail(int(seen[index]), usual.mean[index], usual.variance[index]) <= CHANCE
        return np.flatnonzero(high)

    def _alert(self, track: Track, seen: Ints, usual: Habit, episode: Episode) -> Alert:
        peak = episode.first + int(np.argmax(seen[episode.first : episode.last + 1]))
        known = bool(usual.days[peak] >= LEARNING_DAYS)
        starts_at, peak_at = track.start + BUCKET * episode.first, track.start + BUCKET * (peak + 1)
        return Alert(
            rule=self.name,
            scope=self.scope,
            severity=self.severity,
            fingerprint=fingerprint(self.name, self.scope),
            starts_at=starts_at,
            ends_at=track.start + BUCKET * (episode.last + 1) + self.cooldown,
            value=float(seen[peak]),
            expected=round(float(usual.mean[peak]), 2) if known else None,
            summary=self._summary(int(seen[peak]), float(usual.mean[peak]), known),
            reasons=(
                f"{posts(seen[peak])} in the {_span(self.window)} up to {peak_at:%d %b %H:%M} UTC.",
                self._comparison(usual, peak) if known else self._learning(int(usual.days[peak])),
                f"Above that since {starts_at:%d %b %H:%M} UTC.",
            ),
            lasting=True,
        )

    def _summary(self, seen: int, mean: float, known: bool) -> str:
        what = "" if self.measure == "mentions" else f" read as {self.measure.partition(':')[2]}"
        usual = f", usually {mean:.1f}" if known else ""
        return f"{posts(seen)} about {subject(self.scope)}{what} in {_span(self.window)}{usual}"

    def _comparison(self, usual: Habit, peak: int) -> str:
        mean, variance = float(usual.mean[peak]), float(usual.variance[peak])
        most = bound(mean, variance, CHANCE)
        return (
            f"Expected at this time of day: {mean:.1f}, at most {most} by chance, "
            f"judging by {usual.days[peak]} earlier days; the rule asks for {self._factor:g} times and {self.at_least}."
        )

    def _learning(self, days: int) -> str:
        return (
            f"Still learning what is usual, {LEARNING_DAYS - days} days to go: until then "
            f"{LEARNING_FACTOR * self.at_least} posts raise an alert."
        )


def trailing(counts: Ints, width: int) -> Ints:
    """Sum of each bucket and the `width - 1` before it; what lies before the track counts nothing."""
    sums = np.concatenate([[0], np.cumsum(counts)])
    return np.asarray(sums[1:] - sums[np.maximum(np.arange(len(counts)) + 1 - width, 0)], dtype=np.int64)


def habit(track: Track, width: int, baseline: int) -> Habit:
    """The usual count of a trailing window of `width` buckets at every bucket of a track, from its past alone.

    The mean is that of a gamma posterior (half a post as prior, so that an empty past is not certainty), the variance
    the larger of the Poisson one and that between days, widened by 1 + 1/days for the doubt about the mean.
    """
    size = len(track.total)
    sums = trailing(track.total, width).astype(float)
    smooth = _around(sums)
    known = size if track.known_since is None else max(0, (track.known_since - track.start) // BUCKET)
    days, total, level, square = np.zeros(size, np.int64), np.zeros(size), np.zeros(size), np.zeros(size)
    for back in range(DAY, baseline * DAY + 1, DAY):
        at = np.arange(size) - back
        valid = at - width - AROUND + 1 >= known
        at = at[valid]
        days[valid] += 1
        total[valid] += smooth[at]
        level[valid] += sums[at]
        square[valid] += sums[at] ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (total + 0.5) / days
        between = (square - level**2 / days) / (days - 1)
    variance = np.fmax(mean, np.nan_to_num(between, posinf=0.0)) * (1 + 1 / np.maximum(days, 1))
    return Habit(days=days, mean=np.where(days > 0, mean, np.nan), variance=variance)


def _around(sums: Floats) -> Floats:
    """Mean over an hour before and after each bucket; at the borders over what is there."""
    total = np.concatenate([[0.0], np.cumsum(sums)])
    low = np.maximum(np.arange(len(sums)) - AROUND, 0)
    high = np.minimum(np.arange(len(sums)) + AROUND + 1, len(sums))
    return np.asarray((total[high] - total[low]) / (high - low), dtype=float)


def _span(window: timedelta) -> str:
    hours, minutes = divmod(window // timedelta(minutes=1), 60)
    words = [f"{hours} hour{'s' if hours > 1 else ''}"] if hours else []
    return " ".join([*words, f"{minutes} minutes"] if minutes else words)
