"""What people wrote beside the counts, as a chart marks it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.annotating import Annotating
from storage.records import Annotation

MOST = 20
"""So many are marked in one chart; where there are more, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One of them.

    Attributes:
        mark: A number, unique in the chart.
    """

    mark: str
    annotation: Annotation

    @property
    def at(self) -> datetime:
        """The moment that it is about."""
        return self.annotation.at


def noted(store: Annotating, since: datetime, until: datetime, brands: Collection[str] | None) -> tuple[Noted, ...]:
    """Those of a time, oldest first, that concern one of the brands or all; every one where `brands` is None."""
    return numbered(store.annotations(since, until), brands)


def numbered(found: Sequence[Annotation], brands: Collection[str] | None) -> tuple[Noted, ...]:
    """The same of some that were read already."""
    fitting = [each for each in found if brands is None or each.brand is None or each.brand in brands]
    return tuple(Noted(mark=str(number), annotation=each) for number, each in enumerate(fitting[-MOST:], 1))
