"""How every brand stands: its last 24 hours beside what is usual, and its net sentiment beside the day before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from listener.health.blindness import unseen
from listener.health.tracks import tracks
from listener.metrics.base import Value
from listener.metrics.usual_range import PAST
from listener.situation.ranged import Ranged, Window, known_from, ranged, window
from rules.base import bucket_start
from storage.records import Brand, Role, Scope, Series
from storage.store import Collecting, Evaluating

DAY, BAR, HOUR = timedelta(days=1), timedelta(minutes=30), timedelta(hours=1)
Nets = Callable[[Sequence[str], Sequence[datetime]], Mapping[str, Sequence[Value]]]
"""Net sentiment of some brands in each stretch between two of some moments, which ascend."""


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


class Counted(Collecting, Evaluating, Protocol):
    """Counts, and when a source could not be read."""


def brand_days(store: Counted, nets: Nets, brands: Iterable[Brand], now: datetime) -> list[BrandDay]:
    """Every brand; those that are above their range come first, else as the configuration has them."""
    from rules.detect.gaps import sighted

    end = bucket_start(now)
    wanted = {Series(Scope.brand(brand.name)): brand for brand in brands}
    found = tracks(store, wanted, end - PAST - DAY, end)
    unknown = unseen(store, (series.scope for series in wanted), end - PAST - DAY, end)
    told = nets([brand.name for brand in wanted.values()], [end - 2 * DAY, end - DAY, end])
    days = []
    for series, brand in wanted.items():
        track = found[series]
        before, net = told[brand.name]
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
                net=net,
                before=before,
            )
        )
    return sorted(days, key=lambda one: not (one.course.above or one.hour.above))
