"""What tools know: the configuration, a store that is only read, and the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from listener.config.config import Config
from listener.exports.terms import Terms
from listener.health.coverage import BLIND, seen
from listener.mcp.fence import Fence
from listener.metrics.blind_time import blind_time
from listener.reports.document import Said
from listener.reports.record import Record
from listener.wording.moments import full_stamp, parse
from listener.wording.periods import Period
from rules.query import Filter
from storage.errors import ListenerError
from storage.store import Store

Answer = dict[str, Any]
ZERO = timedelta()
LONGEST_PART = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where questions are answered from.

    Attributes:
        now: Asks for the time.
    """

    config: Config
    store: Store
    now: Callable[[], datetime]

    def period(self, since: str, until: str) -> Period:
        """A time in words, as the command line takes it. Raises ListenerError with what to write."""
        begin, end = self._moment(since or "7d"), self._moment(until) if until else self.now()
        if begin >= end:
            raise ListenerError("`since` must lie before `until`")
        return Period(since=begin, until=end)

    def filter(self, expression: str) -> Filter | None:
        """An expression, compiled; None for all. Raises QueryError."""
        return Filter(expression, self.config.lists) if expression.strip() else None

    def brand(self, name: str) -> str:
        """A brand that is known; "" for the first of one's own. Raises ListenerError."""
        names = [each.name for each in self.config.brands]
        own = [each.name for each in self.config.brands if each.role == "own"]
        found = name or next(iter(own or names), "")
        if found not in names:
            raise ListenerError(f'there is no brand "{name}"; there are: {", ".join(names) or "none"}')
        return found

    def terms(self) -> Terms:
        """What may leave."""
        return Terms.known(self.store, self.config.sources)

    def told(self, period: Period, n: int, ids: list[int], **answer: Any) -> Answer:
        """An answer with what must stand beside each: of which time, from how many, what was not heard, which posts."""
        zone = self.config.zone
        when = f"{full_stamp(period.since, zone)} to {full_stamp(period.until, zone)}"
        return {"period": when, "n": n, **answer, "not_heard": self.blind(period), "ids": ids}

    def blind(self, period: Period) -> Answer:
        """How much of the time sources could not be read: what was said there then is missing."""
        found = seen(self.store, period.since, min(period.until, self.now()))
        known = sum((each.length for parts in found.values() for each in parts), ZERO)
        blind = {
            name: sum((each.length for each in parts if each.sight in BLIND), ZERO) for name, parts in found.items()
        }
        share = blind_time(sum(blind.values(), ZERO), known).value
        hours = {name: round(length / timedelta(hours=1), 1) for name, length in blind.items() if length}
        return {"share": None if share is None else round(share, 4), "hours_by_source": hours}

    def _moment(self, text: str) -> datetime:
        try:
            return parse(text, now=self.now(), zone=self.config.zone)
        except ValueError as error:
            raise ListenerError(str(error)) from None


def number(record: Record, fence: Fence) -> Mapping[str, Any]:
    """A number as a model reads it: with its interval, and from how many; words of strangers between marks."""
    whose = record.scope.partition(":")[2] or record.scope
    when = f"{record.since.isoformat()} to {record.until.isoformat()}"
    said: Answer = {"metric": record.metric, "of": whose, "value": record.value, "shown": str(record), "n": record.n}
    said["period"] = when
    if record.part:
        said["part"] = fence.around(record.part, LONGEST_PART) if isinstance(record.part, Said) else record.part
    if record.low is not None or record.high is not None:
        said["interval_95"] = [None if end is None else round(end, 4) for end in (record.low, record.high)]
    if record.unknown:
        said["unknown"] = record.unknown
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in said.items()}
