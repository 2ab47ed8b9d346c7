"""Rule `competitor`: tells when a competitor is talked about unusually much, or when its share of voice moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from rules.base import BUCKET, LEARNING_DAYS, View, fingerprint, rule
from rules.counting.amounts import amount, series_of
from rules.counting.counts import CHANCE, DAY
from rules.counting.explaining import unknown
from rules.volume import Volume
from rules.wording.durations import span
from rules.wording.figures import per_cent
from rules.wording.moments import utc
from rules.wording.scopes import subject
from storage import records
from storage.records import Scope

if TYPE_CHECKING:
    from rules.detect.drift import Part
    from rules.detect.episodes import Episode
    from storage.records import Alert, Series


@rule("competitor")
class Competitor(Volume):
    """Alerts when the posts about the brand of its scope, a competitor, reach a multiple of what is usual at this time
    of day; and, where brands are named in `against`, when its share of voice among them moves by at least `points`.

    Share of voice is a brand's posts divided by those of all compared brands. Chance must not explain a move (less than
    1 in 10,000), nor may the swings that windows of the `baseline` days before showed anyway.
    """

    opening: ClassVar[str] = "Competitor: "

    window: timedelta = Field(timedelta(hours=6), description="Count the posts of this stretch; 5 minutes to 12 hours")
    at_least: int = Field(20, ge=1, description="Never alert on fewer posts")
    against: tuple[str, ...] = Field(
        (), title="Compared with", description="Brands that its share of voice is compared with"
    )
    points: float = Field(
        0.15,
        gt=0,
        lt=1,
        title="Minimum change of share",
        description="Never alert on smaller moves; 0.15: from 30 % to 45 %",
    )
    direction: Literal["up", "down", "both"] = Field("both", description="Which moves of the share to tell of")

    @property
    def series(self) -> tuple[Series, ...]:
        compared = dict.fromkeys((self.scope, *(Scope.brand(name) for name in self.against)))
        return tuple(records.Series(scope, series_of(self.measure)) for scope in compared)

    @property
    def rising(self) -> bool:
        """A share moves down too."""
        return False

    @property
    def learning(self) -> str:
        moves = f" Of moves of its share of voice it says nothing in the first {LEARNING_DAYS} days."
        return super().learning + (moves if self.against else "")

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        return [*super().check(view, now), *self._moves(view)]

    def _moves(self, view: View) -> Iterable[Alert]:
        import numpy as np

        from rules.detect.episodes import episodes
        from rules.detect.voice import held, moved, voice

        tracks = [view.tracks[series] for series in self.series if series in view.tracks]
        if len(tracks) < 2 or not any(track.live.any() for track in tracks):
            return
        unseen = [view.unseen(series.scope) for series in self.series if series in view.tracks]
        seen = voice(tracks, width=self.window // BUCKET, days=self.baseline, unseen=unseen)
        share, start = seen.share, max(0, view.fresh - DAY)
        usual = moved(seen, points=self.points, at_least=self.at_least, chance=CHANCE, start=start)
        for way in ("up", "down") if self.direction == "both" else (self.direction,):
            ours = [at for at in usual if (share.value(at) > usual[at]) == (way == "up")]
            of = {at: usual[at] for at in ours}
            on = held(seen, of, points=self.points, up=way == "up", start=start)
            for one in episodes(np.asarray(ours, np.intp), view.fresh, self.cooldown // BUCKET, on):
                yield self._move(view, tracks[0].start, share, of, one, way)

    def _move(
        self, view: View, start: datetime, share: Part, usual: dict[int, float], episode: Episode, way: str
    ) -> Alert:
        held = [at for at in usual if episode.first <= at <= episode.last]
        peak = max(held, key=lambda at: abs(share.value(at) - usual[at]))
        seen, habit = share.value(peak), usual[peak]
        starts_at, until = start + BUCKET * episode.first, start + BUCKET * (peak + 1)
        return records.Alert(
            rule=self.name,
            scope=self.scope,
            severity=self.severity,
            fingerprint=fingerprint(self.name, self.scope, "share", way),
            starts_at=starts_at,
            ends_at=start + BUCKET * (episode.last + 1) + self.cooldown,
            value=seen,
            expected=habit,
            unit="share",
            summary=f"{self.opening}{subject(self.scope)} has {per_cent(seen)} share of voice in {span(self.window)}, "
            f"usually {per_cent(habit)}",
            reasons=(
                f"{amount(share.live[peak])} of {share.live_posts[peak]:g} up to {utc(until)}.",
                f"Compared with {', '.join(self.against)}; the rule asks for a move of {100 * self.points:g} points.",
                f"Usual share: {per_cent(habit)}, judging by up to {self.baseline} days before.",
                *unknown(view, self.scope, until - self.window, until),
                f"{'Above' if way == 'up' else 'Below'} that since {utc(starts_at)}.",
            ),
            lasting=True,
        )
