"""How every brand stands: its last 24 hours beside what is usual, and its net sentiment beside the day before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from listener.health.blindness import unseen
from listener.health.tracks import tracks
from listener.metrics.base import Value
from listener.metrics.net_sentiment import net_sentiment
from listener.metrics.tone import Tones, added_up
from listener.metrics.usual_range import PAST
from listener.situation.ranged import Ranged, Window, known_from, ranged, window
from rules.base import bucket_start
from storage.records import Brand, Role, Scope, Series, ToneCount
from storage.store import Collecting, Evaluating, Surveying

DAY, BAR, HOUR = timedelta(days=1), timedelta(minutes=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandDay:
    """One brand.

    Attributes:
        course: By half hour.
        day, hour: How many there were in the last 24 hours, and in the last one.
        known_from: When what is usual is known; None while nothing was ever counted.
        net, before: Net sentiment of the last 24 hours, and of those before.
    """

    name: str
    role: Role
    course: Ranged
    day: Window
    hour: Window
    known_from: datetime | None
    net: Value
    before: Value

    @property
    def change(self) -> float | None:
        """Of net sentiment; None where one of the two is not known."""
        if self.net.value is None or self.before.value is None:
            return None
        return self.net.value - self.before.value


class Surveyed(Collecting, Evaluating, Surveying, Protocol):
    """Counts and tones, and when a source could not be read."""


def brand_days(store: Surveyed, brands: Iterable[Brand], now: datetime) -> list[BrandDay]:
    """Every brand; those that are above their range come first, else as the configuration has them."""
    from rules.detect.gaps import sighted

    end = bucket_start(now)
    wanted = {Series(Scope.brand(brand.name)): brand for brand in brands}
    found = tracks(store, wanted, end - PAST - DAY, end)
    unknown = unseen(store, (series.scope for series in wanted), end - PAST - DAY, end)
    new, old = _nets(store.tones(end - DAY, end)), _nets(store.tones(end - 2 * DAY, end - DAY))
    nothing = net_sentiment([])
    days = []
    for series, brand in wanted.items():
        track = found[series]
        blind = unknown.get(series.scope)
        known = sighted(track, blind.share if blind else None)
        days.append(
            BrandDay(
                name=brand.name,
                role=brand.role,
                course=ranged(track, known, BAR, DAY // BAR),
                day=window(track, known, DAY),
                hour=window(track, known, HOUR),
                known_from=known_from(track),
                net=new.get(brand.name, nothing),
                before=old.get(brand.name, nothing),
            )
        )
    return sorted(days, key=lambda one: not (one.course.above or one.hour.above))


def _nets(counts: Iterable[ToneCount]) -> Mapping[str, Value]:
    by_brand: defaultdict[str, list[ToneCount]] = defaultdict(list)
    for each in counts:
        by_brand[each.brand].append(each)
    told: dict[str, tuple[list[Tones], int]] = {name: added_up(each) for name, each in by_brand.items()}
    return {name: net_sentiment(stories, unread) for name, (stories, unread) in told.items()}
