"""Rule `negative_share`: tells when an unusual part of the posts is negative, however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field, field_validator

from rules.base import BUCKET, Rule, Track, View, fingerprint, rule
from rules.counts import CHANCE, DAY, span
from rules.detect.tails import binomial_tail
from rules.detect.windows import trailing
from rules.episodes import Episode, episodes
from rules.posts import posts, subject
from storage.records import Alert, Series

LABELS = ("negative", "neutral", "positive")
Floats = npt.NDArray[np.float64]


@rule("negative_share")
class NegativeShare(Rule):
    """Alerts when at least `share` of the posts of a trailing window that have a tone are negative, at least `at_least`
    of them, and chance does not explain it (less than 1 in 10,000, had the share of the `baseline` days before held).

    In the scope of a brand `head = "toward"` counts the tone toward that brand, where it was read.
    """

    head: Literal["sentiment", "toward"] = Field(
        "sentiment", description='"sentiment" of the post, or "toward" the brand'
    )
    window: timedelta = Field(timedelta(hours=3), description="Judge the posts of this stretch; 5 minutes to 12 hours")
    baseline: int = Field(14, ge=3, le=34, description="Compare with this many days before")
    share: float = Field(0.5, gt=0, le=1, description="Never alert below this share")
    at_least: int = Field(10, ge=1, description="Never alert on fewer negative posts")
    cooldown: timedelta = Field(
        timedelta(hours=1), gt=timedelta(0), description="The alert counts as over when it stayed below this long"
    )

    @field_validator("window")
    @classmethod
    def _buckets(cls, window: timedelta) -> timedelta:
        if window % BUCKET or not BUCKET <= window <= timedelta(hours=12):
            raise ValueError("write a multiple of 5 minutes, from 5 minutes to 12 hours")
        return window

    @property
    def series(self) -> tuple[Series, ...]:
        return tuple(Series(self.scope, f"{self.head}:{label}") for label in LABELS)

    def check(self, view: View, now: datetime) -> Iterable[Alert]:  # noqa: ARG002 - a share is judged by its own time
        tracks = [view.tracks.get(series) for series in self.series]
        known = [track for track in tracks if track is not None]
        if len(known) < len(LABELS) or not known[0].live.any():
            return []
        width = self.window // BUCKET
        negative, assessed = (trailing(live, width) for live in (known[0].live, _sum([track.live for track in known])))
        usual = self._usual(known, width)
        high = (negative >= self.at_least) & (negative >= self.share * assessed)
        high[: max(0, view.fresh - DAY)] = False
        for index in np.flatnonzero(high):
            high[index] = binomial_tail(int(negative[index]), int(assessed[index]), usual[index]) <= CHANCE
        found = episodes(np.flatnonzero(high), view.fresh, self.cooldown // BUCKET)
        return [self._alert(known[0].start, negative, assessed, usual, episode) for episode in found]

    def _usual(self, tracks: list[Track], width: int) -> Floats:
        """Share in the days before, with half of four imagined posts, so that an empty past is no certainty."""
        days = self.baseline * DAY
        negative, assessed = (
            _before(trailing(total, days), width)
            for total in (tracks[0].total, _sum([track.total for track in tracks]))
        )
        return np.asarray((negative + 2) / (assessed + 4), dtype=float)

    def _alert(self, start: datetime, negative: Floats, assessed: Floats, usual: Floats, episode: Episode) -> Alert:
        peak = episode.first + int(np.argmax(negative[episode.first : episode.last + 1]))
        share, starts_at = negative[peak] / assessed[peak], start + BUCKET * episode.first
        until = start + BUCKET * (peak + 1)
        return Alert(
            rule=self.name,
            scope=self.scope,
            severity=self.severity,
            fingerprint=fingerprint(self.name, self.scope),
            starts_at=starts_at,
            ends_at=start + BUCKET * (episode.last + 1) + self.cooldown,
            value=round(float(share), 4),
            expected=round(float(usual[peak]), 4),
            summary=f"{share:.0%} of the posts about {subject(self.scope)} in {span(self.window)} are negative",
            reasons=(
                f"{posts(negative[peak])} negative, of {assessed[peak]:g} with a tone, until {until:%d %b %H:%M} UTC.",
                f"Usual share: {usual[peak]:.0%}, judging by the {self.baseline} days before.",
                f"Above {self.share:.0%} since {starts_at:%d %b %H:%M} UTC.",
            ),
            lasting=True,
        )


def _sum(counts: list[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    return np.asarray(np.sum(counts, axis=0), dtype=np.int64)


def _before(sums: Floats, width: int) -> Floats:
    """The sums as they stood one window before."""
    return np.concatenate([np.zeros(min(width, len(sums))), sums[: max(0, len(sums) - width)]])
