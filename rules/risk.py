"""Rule `risk`: tells when several posts are about one risk, however many posts there are in all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from rules.base import BUCKET, Rule, Track, View, fingerprint, rule
from rules.counting.amounts import amount
from rules.counting.counts import DAY
from rules.counting.explaining import unknown
from rules.counting.windows import UpToADay
from rules.wording.durations import span
from rules.wording.figures import figure
from rules.wording.moments import utc
from rules.wording.risks import in_words
from rules.wording.scopes import subject
from storage import records
from storage.records.mention import NO_RISK, RISKS, RiskName

if TYPE_CHECKING:
    from rules.detect.episodes import Episode
    from rules.detect.windows import Floats
    from storage.records import Alert, Series


@rule("risk")
class Risk(Rule):
    """Alerts when at least `at_least` posts of a trailing window are read as one and the same risk, and at least
    `share` of those that were read for one: of many ordinary posts a few are always read wrongly.

    Each risk is an alert of its own. What is usual is not asked for: where outages are talked of every day, a rule of
    type "volume" with measure = "risk:outage" tells of more than usual.
    """

    severity: Literal[1, 2, 3] = Field(2, description="1 wakes people, 2 wants to be seen today, 3 is good to know")
    risks: tuple[RiskName, ...] = Field(
        RISKS,
        min_length=1,
        description="What to tell of: safety, breach, outage, legal, discrimination, fraud, labour, boycott",
    )
    window: UpToADay = Field(timedelta(hours=6), description="Count the posts of this stretch; 5 minutes to 24 hours")
    at_least: int = Field(3, ge=1, description="Never alert on fewer posts about one risk")
    share: float = Field(0.05, ge=0, le=1, description="Never alert below this share of the posts read for a risk")
    cooldown: timedelta = Field(
        timedelta(hours=3), gt=timedelta(0), description="The alert counts as over when it stayed below this long"
    )

    @property
    def series(self) -> tuple[Series, ...]:
        others = (risk for risk in (*RISKS, NO_RISK) if risk not in self.risks)
        return tuple(self._series(risk) for risk in (*self.risks, *others))

    @property
    def rising(self) -> bool:
        return True

    def counted(self, alert: Alert) -> Series | None:
        return next((self._series(risk) for risk in self.risks if self._mark(risk) == alert.fingerprint), None)

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        return [alert for risk in self.risks for alert in self._alerts(view, risk, now)]

    def _series(self, risk: str) -> Series:
        return records.Series(self.scope, f"risk:{risk}")

    def _mark(self, risk: str) -> str:
        return fingerprint(self.name, self.scope, risk)

    def _alerts(self, view: View, risk: str, now: datetime) -> list[Alert]:
        import numpy as np

        from rules.detect.episodes import episodes
        from rules.detect.windows import trailing

        track = view.tracks.get(self._series(risk))
        if track is None or not track.live.any():
            return []
        width = self.window // BUCKET
        seen = trailing(track.live, width)
        read = sum(trailing(view.tracks[one].live, width) for one in self.series if one in view.tracks)
        high = np.flatnonzero((seen >= self.at_least) & (seen >= self.share * read))
        found = episodes(high[high >= view.fresh - DAY], view.fresh, self.cooldown // BUCKET)
        return [self._alert(view, track, seen, risk, one, now) for one in found]

    def _alert(self, view: View, track: Track, seen: Floats, risk: str, episode: Episode, now: datetime) -> Alert:
        peak = episode.first + int(seen[episode.first : episode.last + 1].argmax())
        starts_at = track.start + BUCKET * episode.first
        until = min(track.start + BUCKET * (peak + 1), now)
        most, latest = float(seen[peak]), float(seen[-1])
        about, within = f"about {subject(self.scope)}", f"{in_words(risk)} in {span(self.window)}"
        now_so_many = f"Now {amount(latest)} {about} read as {within}, peak {figure(most)}"
        return records.Alert(
            rule=self.name,
            scope=self.scope,
            severity=self.severity,
            fingerprint=self._mark(risk),
            starts_at=starts_at,
            ends_at=track.start + BUCKET * (episode.last + 1) + self.cooldown,
            value=most,
            latest=latest,
            summary=f"{amount(most)} {about} {'is' if most == 1 else 'are'} read as {within}",
            now=now_so_many if latest < most else "",
            reasons=(
                f"{amount(most)} up to {utc(until)}; the rule asks for {self.at_least}.",
                *unknown(view, self.scope, until - self.window, until),
                f"Above that since {utc(starts_at)}.",
            ),
            lasting=True,
        )
