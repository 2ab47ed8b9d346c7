"""Rule `negative_share`: tells when an unusual part of the posts is negative, however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import Field

from rules.base import BUCKET, Rule, View, fingerprint, rule
from rules.counting.amounts import amount
from rules.counting.counts import CHANCE, DAY
from rules.counting.explaining import unknown
from rules.counting.windows import UpToHalfADay
from rules.wording.durations import span
from rules.wording.figures import per_cent
from rules.wording.moments import utc
from rules.wording.scopes import subject
from storage import records

if TYPE_CHECKING:
    from rules.detect.episodes import Episode
    from rules.detect.share import Shares
    from storage.records import Alert, Series

LABELS = ("negative", "neutral", "positive")


@rule("negative_share")
class NegativeShare(Rule):
    """Alerts when at least `share` of the posts of a trailing window that have a tone are negative, at least `at_least`
    of them, and chance does not explain it (less than 1 in 10,000, had the share of the `baseline` days before held).

    It is the tone toward the brand of its scope where that was read, else that of the whole post.
    """

    window: UpToHalfADay = Field(
        timedelta(hours=3), description="Judge the posts of this stretch; 5 minutes to 12 hours"
    )
    baseline: int = Field(14, ge=3, le=34, description="Compare with this many days before")
    share: float = Field(0.5, gt=0, le=1, description="Never alert below this share")
    at_least: int = Field(10, ge=1, description="Never alert on fewer negative posts")
    cooldown: timedelta = Field(
        timedelta(hours=1), gt=timedelta(0), description="The alert counts as over when it stayed below this long"
    )

    @property
    def series(self) -> tuple[Series, ...]:
        return tuple(records.Series(self.scope, f"tone:{label}") for label in LABELS)

    @property
    def rising(self) -> bool:
        return True

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        from rules.detect.episodes import episodes
        from rules.detect.share import shares

        tracks = [view.tracks.get(series) for series in self.series]
        known = [track for track in tracks if track is not None]
        if len(known) < len(LABELS) or not known[0].live.any():
            return []
        seen = shares(known, self.window // BUCKET, self.baseline, view.unseen(self.scope))
        start = max(0, view.fresh - DAY)
        high = seen.exceptional(at_least=self.at_least, share=self.share, chance=CHANCE, start=start)
        held = seen.held(at_least=self.at_least, share=self.share, start=start) if len(high) else None
        found = episodes(high, view.fresh, self.cooldown // BUCKET, held)
        return [self._alert(view, known[0].start, seen, episode, now) for episode in found]

    def _alert(self, view: View, start: datetime, seen: Shares, episode: Episode, now: datetime) -> Alert:
        peak = episode.first + int(seen.labelled[episode.first : episode.last + 1].argmax())
        negative, assessed, usual = seen.labelled[peak], seen.assessed[peak], seen.usual[peak]
        share, starts_at = negative / assessed, start + BUCKET * episode.first
        until = min(start + BUCKET * (peak + 1), now)
        latest = float(seen.labelled[-1] / seen.assessed[-1]) if seen.assessed[-1] else None
        of = f"of the posts about {subject(self.scope)} in {span(self.window)}"
        return records.Alert(
            rule=self.name,
            scope=self.scope,
            severity=self.severity,
            fingerprint=fingerprint(self.name, self.scope),
            starts_at=starts_at,
            ends_at=start + BUCKET * (episode.last + 1) + self.cooldown,
            value=float(share),
            expected=float(usual),
            unit="share",
            latest=latest,
            summary=f"{per_cent(share)} {of} are negative",
            now=f"Now {per_cent(latest)} {of} are negative, peak {per_cent(share)}" if latest is not None else "",
            reasons=(
                f"{amount(negative)} negative, of {assessed:g} with a tone, until {utc(until)}.",
                f"Usual share: {per_cent(usual)}, judging by the {self.baseline} days before.",
                *unknown(view, self.scope, until - self.window, until),
                f"Above {per_cent(self.share)} since {utc(starts_at)}.",
            ),
            lasting=True,
        )
