"""Counting what is used of an allowance (a day's quota, a month's budget), so that it is never exceeded."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sources.apis.usage import Usage, usages, with_usage
from sources.base import Net
from storage.errors import RateLimited, SourceError
from storage.records import Batch, Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """So much in a window of time.

    Attributes:
        zone: In which a day, or a month, begins.
        remedy: What whoever wants more can do, in words.
    """

    limit: float
    unit: str
    window: Literal["day", "month"]
    zone: str = "UTC"
    remedy: str = ""

    def ends(self, now: datetime) -> datetime:
        """When the present window ends and the next begins."""
        begun = now.astimezone(ZoneInfo(self.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        if self.window == "month":
            return (begun.replace(day=1) + timedelta(days=32)).replace(day=1).astimezone(now.tzinfo)
        # A day later in its own zone, whatever its clocks did that night.
        return (begun + timedelta(days=1)).astimezone(now.tzinfo)


class Meter:
    """What is used in the present window."""

    def __init__(self, allowance: Allowance, cursor: Cursor, now: datetime) -> None:
        self._allowance, self._ends = allowance, allowance.ends(now)
        known = [each.used for each in usages(cursor, now) if each.unit == allowance.unit]
        self.used = known[0] if known else 0.0

    @property
    def left(self) -> float:
        """How much may still be used."""
        return max(0.0, round(self._allowance.limit - self.used, 6))

    def use(self, amount: float) -> None:
        """Count what was used."""
        self.used = round(self.used + amount, 6)

    def need(self, amount: float) -> None:
        """Raises RateLimited where what comes next could exceed the allowance."""
        if self.left >= amount:
            return
        allowance = self._allowance
        raise RateLimited(
            f"{self.used:g} of {allowance.limit:g} {allowance.unit} of this {allowance.window} are used, and what "
            f"comes next may need {amount:g}: nothing is asked for until {self._ends:%Y-%m-%d %H:%M} UTC. "
            f"{allowance.remedy}",
            not_before=self._ends,
        )

    def on(self, cursor: Cursor) -> Cursor:
        """The cursor with what is used."""
        unit, limit = self._allowance.unit, self._allowance.limit
        return with_usage(cursor, {unit: Usage(unit=unit, used=self.used, limit=limit, until=self._ends)})


_lost: WeakKeyDictionary[Any, dict[str, float]] = WeakKeyDictionary()


async def metered(
    net: Net, name: str, allowance: Allowance, cursor: Cursor, work: Callable[[Meter], Awaitable[Batch]]
) -> Batch:
    """What `work` brings, with what it used in its cursor; also where it fails: what is spent is spent.

    What a poll used that was given up in the middle, and what was used between polls (see `used_beside`), is remembered
    beside the client, and counted by the next one.

    Args:
        name: Of the source.
    """
    lost = _lost.setdefault(net.http, {})
    meter = Meter(allowance, cursor, net.now)
    before = meter.used
    meter.use(lost.pop(name, 0.0))
    try:
        batch = await work(meter)
    except SourceError as error:
        if meter.used != before:
            error.cursor = meter.on(cursor)
        raise
    except BaseException:
        lost[name] = lost.get(name, 0.0) + meter.used - before
        raise
    return replace(batch, cursor=meter.on(batch.cursor))


def used_beside(net: Net, name: str, amount: float) -> None:
    """Count what was used of an allowance without a cursor at hand: the next poll has it in its own.

    Args:
        name: Of the source.
    """
    lost = _lost.setdefault(net.http, {})
    lost[name] = lost.get(name, 0.0) + amount


async def metered_past(
    net: Net, allowance: Allowance, cursor: Cursor, walk: Callable[[Meter], AsyncIterator[Batch]]
) -> AsyncIterator[Batch]:
    """The batches of a walk into the past, within the allowance: of its own, as its cursor is."""
    meter = Meter(allowance, cursor, net.now)
    async for batch in walk(meter):
        yield replace(batch, cursor=meter.on(batch.cursor))
