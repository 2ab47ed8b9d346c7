"""What the rules about counts share: deciding which buckets are exceptional, and explaining it in one alert."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from rules.base import BUCKET, LEARNING_DAYS, Rule, Track, View, bucket_start, fingerprint
from rules.counting.amounts import MEASURE, MEASURES, UNITS, amount, qualified, series_of
from rules.counting.explaining import confidence, expected, unknown
from rules.wording.durations import span, the
from rules.wording.figures import counted, figure
from rules.wording.moments import utc
from rules.wording.scopes import subject
from storage import records

if TYPE_CHECKING:  # numpy is loaded when a rule is asked, not when the configuration is read
    import numpy as np
    import numpy.typing as npt

    from rules.detect.content import Content
    from rules.detect.episodes import Episode
    from rules.detect.gaps import Mask
    from rules.detect.judgement import Judgement
    from rules.detect.windows import Floats
    from storage.records import Alert, Series

DAY = timedelta(days=1) // BUCKET
HOUR = timedelta(hours=1)
LEARNING_FACTOR = 3
CHANCE = 1e-4
PRAISE = "Most of what was read is praise."
LOWERED = f"{PRAISE} So it wakes nobody, which `praise = true` would."
FIRST_DAY = "Less than 1 day is known, so nobody can tell yet whether this is usual."


class CountRule(Rule):
    """A rule about one count over time.

    It fires where its own measure is exceeded, `at_least` posts came, and chance does not explain them (less than 1 in
    10,000 under a negative binomial distribution). While fewer than three days are known it is learning, and only
    three times `at_least` raises an alert, after the first day three times the busiest window so far as well.
    """

    opening: ClassVar[str] = ""
    openings: ClassVar[Mapping[str, str]] = {}
    """Instead of `opening`, by the mood of what was read: good, mixed, bad."""
    wary: ClassVar[bool] = False
    """Whether a rise that few people made is told with less severity."""

    measure: str = Field("mentions", pattern=MEASURE, title="What is counted", description=MEASURES)
    at_least: int = Field(10, ge=1, description="Never alert on fewer posts (or authors, stories, followers)")
    cooldown: timedelta = Field(
        timedelta(hours=1), gt=timedelta(0), description="The alert counts as over when it stayed below this long"
    )

    praise: bool = Field(
        default=False,
        title="Severity 1 for praise too",
        description="Severity 1 also for praise; else that is severity 2, wakes nobody",
    )

    @property
    def series(self) -> tuple[Series, ...]:
        return (records.Series(self.scope, series_of(self.measure)),)

    @property
    def rising(self) -> bool:
        return True

    @property
    def context(self) -> tuple[Series, ...]:
        from rules.detect.content import series

        return series(self.scope) if self.measure in UNITS else ()

    @property
    def softened(self) -> bool:
        return bool(self.context) and (self.wary or not self.praise)

    @property
    def stretch(self) -> timedelta:
        return HOUR

    @property
    def learning(self) -> str:
        return f"In the first {LEARNING_DAYS} days {self._asked_while_learning(self.stretch)}."

    def judge(self, track: Track, known: Mask | None) -> Judgement:
        """What came and what was expected at every bucket, from its past alone. `known` is False where a source could
        not be read; None: all is known."""
        raise NotImplementedError

    def exceeds(self, track: Track, known: Mask | None, judged: Judgement) -> Mask:
        """What a rule of this sort adds: where its own measure is exceeded; asked where chance explains nothing."""
        raise NotImplementedError

    def why(self, judged: Judgement, peak: int) -> str:
        """One sentence on what was exceeded at the peak."""
        raise NotImplementedError

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        from rules.detect.episodes import episodes
        from rules.detect.gaps import caught_up, filled, sighted

        found = view.tracks.get(self.series[0])
        if found is None or not found.live.any():
            return []
        unseen = view.unseen(self.scope)
        track, known = filled(caught_up(found, unseen), unseen), sighted(found, unseen)
        judged = self.judge(track, known)
        # A day before the first new bucket is judged again, so that an alert knows since when it holds.
        start = max(0, view.fresh - DAY)
        high = self._exceptional(track, known, judged, start)
        held = self._held(track, known, judged, unseen, start) if len(high) else None
        spans = episodes(high, view.fresh, self.cooldown // BUCKET, held)
        return [self._alert(view, track, judged, one, now) for one in spans]

    def _exceptional(self, track: Track, known: Mask | None, judged: Judgement, start: int) -> npt.NDArray[np.intp]:
        """The rule's own measure comes last: it takes longest, and is seldom needed."""
        import numpy as np

        from rules.detect.tails import tail

        learning = judged.days < LEARNING_DAYS
        high = judged.seen >= np.where(learning, self._while_learning(track, judged), self.at_least)
        high &= learning | judged.stands_out()
        high[:start] = False
        for index in np.flatnonzero(high & ~learning):
            high[index] = tail(int(judged.seen[index]), judged.mean[index], judged.variance[index]) <= CHANCE
        if (high & ~learning).any():
            high &= learning | self.exceeds(track, known, judged)
        return np.flatnonzero(high)

    def _held(
        self, track: Track, known: Mask | None, judged: Judgement, unseen: Floats | None, start: int
    ) -> npt.NDArray[np.intp] | None:
        """Where what is unseen may hide that it goes on: had the blind sources brought their usual part of it, it would
        be exceptional; or most is unseen, and nobody can tell."""
        import numpy as np

        from rules.detect.gaps import MOST, hidden

        part = hidden(unseen, judged.window // BUCKET)
        if part is None:
            return None
        most = np.flatnonzero(part >= MOST)
        whole = replace(judged, seen=np.floor(judged.seen / (1 - np.minimum(part, MOST))))
        could = self._exceptional(track, known, whole, start)
        return np.union1d(most[most >= start], could[part[could] > 0])

    def _while_learning(self, track: Track, judged: Judgement) -> npt.NDArray[np.float64]:
        """What raises an alert meanwhile: a fixed number, and from the second day on more than the busiest time so far
        would explain."""
        import numpy as np

        from rules.detect.windows import delayed, trailing

        width = judged.window // BUCKET
        busiest = np.maximum.accumulate(delayed(trailing(track.total, width), width))
        busiest[judged.days < 1] = 0
        return np.asarray(LEARNING_FACTOR * np.maximum(busiest, self.at_least), dtype=float)

    def _alert(self, view: View, track: Track, judged: Judgement, episode: Episode, now: datetime) -> Alert:
        from rules.detect.content import content

        peak = episode.first + int(judged.seen[episode.first : episode.last + 1].argmax())
        known = bool(judged.days[peak] >= LEARNING_DAYS)
        starts_at = track.start + BUCKET * episode.first
        counted_from = track.start + BUCKET * (peak + 1) - judged.window
        made_of = content(view, self.scope, track, judged, peak)
        few = made_of.few if self.measure == "mentions" else ""
        doubt = few if few or judged.days[peak] else FIRST_DAY
        doubtful = bool(doubt and self.wary)
        glad = made_of.is_praise and self.severity == 1 and not self.praise
        newest = self._newest(track, judged, now)
        latest = float(judged.seen[newest])
        return records.Alert(
            rule=self.name,
            scope=self.scope,
            severity=lowered(self.severity) if doubtful or glad else self.severity,
            fingerprint=fingerprint(self.name, self.scope),
            starts_at=starts_at,
            ends_at=track.start + BUCKET * (episode.last + 1) + self.cooldown,
            value=float(judged.seen[peak]),
            expected=float(judged.mean[peak]) if known else None,
            latest=latest,
            **(confidence(judged, peak) if known else {}),
            summary=self._summary(judged, peak, known, made_of),
            now=self._now(judged, peak, known, made_of, latest, content(view, self.scope, track, judged, newest))
            if latest < judged.seen[peak]
            else "",
            reasons=(
                *self._reasons(track, judged, peak, known, now),
                *((f"{doubt} So it is one severity lower.",) if doubtful else filter(None, (few,))),
                *((LOWERED if glad else PRAISE,) if made_of.is_praise else ()),
                *unknown(view, self.scope, counted_from, now),
                *(made_of.sentences() if self.measure == "mentions" else ()),
                f"Above that since {utc(starts_at)}.",
            ),
            lasting=True,
        )

    def _newest(self, track: Track, judged: Judgement, now: datetime) -> int:
        """Where the newest window ends: at the last complete bucket, or at the one under way if that has more."""
        last = len(judged.seen) - 1
        complete = min(last, max(0, (bucket_start(now) - track.start) // BUCKET - 1))
        return last if judged.seen[last] > judged.seen[complete] else complete

    def _reasons(self, track: Track, judged: Judgement, peak: int, known: bool, now: datetime) -> tuple[str, ...]:
        at = min(track.start + BUCKET * (peak + 1), now)
        seen = f"{amount(judged.seen[peak], self.measure)} in {the(judged.window)} up to {utc(at)}."
        if not known:
            return seen, self._learning(judged, peak)
        return seen, expected(judged, peak, CHANCE), self.why(judged, peak)

    def _summary(self, judged: Judgement, peak: int, known: bool, made_of: Content) -> str:
        counted = self._counted(judged, float(judged.seen[peak]), made_of)
        return f"{self._opening(made_of)}{counted}{_usually(judged, peak, known)}"

    def _now(self, judged: Judgement, peak: int, known: bool, made_of: Content, latest: float, newest: Content) -> str:
        """The summary as it stands now: with what the newest window holds, and the peak."""
        opening = self._opening(made_of)
        begin = f"{opening}now" if opening else "Now"
        top = f", peak {figure(float(judged.seen[peak]))}"
        return f"{begin} {self._counted(judged, latest, newest)}{top}{_usually(judged, peak, known)}"

    def _opening(self, made_of: Content) -> str:
        return self.openings.get(made_of.mood, self.opening) if self.measure == "mentions" else self.opening

    def _counted(self, judged: Judgement, count: float, made_of: Content) -> str:
        what = f"{amount(count, self.measure)} about {subject(self.scope)}{qualified(self.measure)}"
        about = f", {made_of.about}," if made_of.about and self.measure == "mentions" else ""
        return f"{what}{about} in {span(judged.window)}"

    def _learning(self, judged: Judgement, peak: int) -> str:
        days = LEARNING_DAYS - int(judged.days[peak])
        asked = self._asked_while_learning(judged.window)
        return f"Still learning what is usual, {counted(days, 'day')} to go: until then {asked}."

    def _asked_while_learning(self, window: timedelta) -> str:
        return (
            f"{amount(LEARNING_FACTOR * self.at_least, self.measure)} in {span(window)} raise an alert, "
            f"after the first day only if they are {LEARNING_FACTOR} times the most so far"
        )


def _usually(judged: Judgement, peak: int, known: bool) -> str:
    return f", usually {figure(float(judged.mean[peak]))}" if known else ""


def lowered(severity: Literal[1, 2, 3]) -> int:
    """One severity below; 3 is the lowest."""
    return min(3, severity + 1)
