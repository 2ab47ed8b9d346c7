"""Rule `sentiment_drop`: tells when the net sentiment falls below this series' own habit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator

from rules.base import BUCKET, LEARNING_DAYS, Rule, View, fingerprint, rule
from rules.counting.amounts import amount
from rules.counting.counts import CHANCE, DAY
from rules.counting.explaining import unknown
from rules.counting.windows import UpToADay
from rules.wording.durations import span
from rules.wording.moments import utc
from rules.wording.scopes import subject
from storage import records

if TYPE_CHECKING:
    from rules.detect.drift import Part
    from rules.detect.episodes import Episode
    from storage.records import Alert, Series

LABELS = ("negative", "neutral", "positive")
FALLS = {"fewer": 0.6, "balanced": 0.4, "more": 0.25}


@rule("sentiment_drop")
class SentimentDrop(Rule):
    """Alerts when net sentiment, (positive - negative) / assessed, falls in a trailing window by at least so much.

    Few posts swing widely by chance: their exact distribution must not explain the fall (less than 1 in 10,000), nor
    may the swings that windows of the `baseline` days before showed anyway. Before three days are known it is silent.

    It is the tone toward the brand of its scope where that was read, else that of the whole post.
    """

    window: UpToADay = Field(timedelta(hours=6), description="Judge the posts of this stretch; 5 minutes to 24 hours")
    baseline: int = Field(14, ge=3, le=33, description="Compare with this many days before")
    sensitivity: Literal["fewer", "balanced", "more"] | float = Field(
        "balanced", description='"fewer" (a fall of 0.6), "balanced" (0.4), "more" (0.25), or the fall itself'
    )
    at_least: int = Field(20, ge=1, description="Never alert on fewer posts with a tone")
    cooldown: timedelta = Field(
        timedelta(hours=1), gt=timedelta(0), description="The alert counts as over when it stayed above this long"
    )

    @field_validator("sensitivity")
    @classmethod
    def _fall(cls, sensitivity: str | float) -> str | float:
        if isinstance(sensitivity, float) and not 0 < sensitivity <= 2:
            raise ValueError('write "fewer", "balanced", "more", or a fall above 0 and up to 2')
        return sensitivity

    @property
    def fall(self) -> float:
        """By how much net sentiment must fall."""
        return self.sensitivity if isinstance(self.sensitivity, float) else FALLS[self.sensitivity]

    @property
    def series(self) -> tuple[Series, ...]:
        return tuple(records.Series(self.scope, f"tone:{label}") for label in LABELS)

    @property
    def learning(self) -> str:
        return f"Silent in the first {LEARNING_DAYS} days."

    def check(self, view: View, now: datetime) -> Iterable[Alert]:  # noqa: ARG002 - a tone is judged by its own time
        import numpy as np

        from rules.detect.episodes import episodes
        from rules.detect.tone import tone

        tracks = [view.tracks[series] for series in self.series if series in view.tracks]
        if len(tracks) < len(LABELS) or not any(track.live.any() for track in tracks):
            return []
        width, unseen = self.window // BUCKET, view.unseen(self.scope)
        seen = tone(*tracks, width=width, days=self.baseline, unseen=unseen)
        start = max(0, view.fresh - DAY)
        low = seen.fallen(fall=self.fall, at_least=self.at_least, chance=CHANCE, start=start)
        held = seen.held(fall=self.fall, low=low, start=start)
        found = episodes(np.asarray(list(low), np.intp), view.fresh, self.cooldown // BUCKET, held)
        return [self._alert(view, tracks[0].start, seen.net, low, one) for one in found]

    def _alert(self, view: View, start: datetime, net: Part, usual: dict[int, float], episode: Episode) -> Alert:
        lowest = min((at for at in usual if episode.first <= at <= episode.last), key=net.value)
        seen, habit = net.value(lowest), usual[lowest]
        starts_at, until = start + BUCKET * episode.first, start + BUCKET * (lowest + 1)
        return records.Alert(
            rule=self.name,
            scope=self.scope,
            severity=self.severity,
            fingerprint=fingerprint(self.name, self.scope),
            starts_at=starts_at,
            ends_at=start + BUCKET * (episode.last + 1) + self.cooldown,
            value=seen,
            expected=habit,
            unit="net",
            summary=f"Net sentiment about {subject(self.scope)} is {seen:+.2f} in {span(self.window)}, "
            f"usually {habit:+.2f}",
            reasons=(
                f"{amount(net.live_posts[lowest])} with a tone up to {utc(until)}: {seen:+.2f}.",
                f"Usual: {habit:+.2f}, by up to {self.baseline} days before; -1 is all negative, +1 all positive.",
                f"The rule asks for a fall of {self.fall:g} that neither chance nor the usual swings explain.",
                *unknown(view, self.scope, until - self.window, until),
                f"Fallen since {utc(starts_at)}.",
            ),
            lasting=True,
        )
