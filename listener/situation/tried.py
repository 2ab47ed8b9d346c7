"""A rule tried on what is stored: when it would have fired, beside what it counts day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.health.blindness import unseen
from listener.health.tracks import tracks
from listener.metrics.usual_range import PAST
from listener.situation.annotated import Noted
from listener.situation.ranged import Ranged, ranged
from listener.trials.backtest import Backtest, History, past
from listener.wording.figures import counted
from rules.base import Rule, bucket_start
from storage.records import Series

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of it.

    Attributes:
        volume: What the rule counts (or the posts of its scope), day by day, beside what is usual in a day.
        was: How often the rule as it is set now would have fired; None where there is none yet.
        notes: What people wrote beside the counts in that time, of its brand or of all.
    """

    found: Backtest
    volume: Ranged
    was: int | None
    notes: Sequence[Noted] = ()

    @property
    def words(self) -> str:
        """In a sentence."""
        times = len(self.found.firings)
        days = max(1, round(self.found.days))
        would = f"Would have fired {counted(times, 'time')} in {counted(days, 'day')}"
        return f"{would}, as set now {counted(self.was, 'time')}" if self.was is not None else would


def tried(
    store: History, rule: Rule, present: Rule | None, days: int, now: datetime, *, imports: bool = False
) -> Tried:
    """Over the last days; `present` is the rule that it would replace. With `imports`, those that were imported, or
    came late, are taken as if they had come live."""
    found = past(store, rule, days=days, now=now, imports=imports).replay(rule)
    was = None
    if present and present != rule:
        was = past(store, present, days=days, now=now, imports=imports).replay(present)
    return Tried(found=found, volume=_volume(store, rule, days, now), was=len(was.firings) if was else None)


def _volume(store: History, rule: Rule, days: int, now: datetime) -> Ranged:
    """The last days of what it counts, up to now."""
    from rules.detect.gaps import sighted

    end = bucket_start(now)
    start = end - DAY * days - PAST
    series = rule.series[0] if rule.series else Series(rule.scope)
    unknown = unseen(store, [series.scope], start, end).get(series.scope)
    track = tracks(store, [series], start, end)[series]
    return ranged(track, sighted(track, unknown.share if unknown else None), DAY, days)
