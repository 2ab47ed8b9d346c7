"""An allowance is never exceeded, and what is spent is remembered whatever happens."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from sources.apis.meter import Allowance, Meter, metered
from storage.errors import Broken, RateLimited, SourceError
from storage.records import Batch
from tests.worlds.network import NOW


class Client:
    """Something beside which things can be remembered."""


def net(now: datetime = NOW, http: Client | None = None) -> Any:
    return SimpleNamespace(now=now, http=http or Client())


BUDGET = Allowance(limit=1, unit="US dollars", window="month", remedy="Raise it.")


@pytest.mark.parametrize(
    ("window", "zone", "now", "ends"),
    [
        ("month", "UTC", datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        ("month", "UTC", datetime(2028, 2, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)),
        ("day", "UTC", datetime(2026, 9, 10, 12, tzinfo=UTC), datetime(2026, 9, 11, tzinfo=UTC)),
        ("day", "America/Los_Angeles", datetime(2026, 9, 10, 5, tzinfo=UTC), datetime(2026, 9, 10, 7, tzinfo=UTC)),
        # The night in which clocks are set back lasts 25 hours.
        ("day", "America/Los_Angeles", datetime(2026, 11, 1, 8, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)),
    ],
)
def test_windows_begin_where_the_place_begins_them(window: str, zone: str, now: datetime, ends: datetime):
    assert Allowance(limit=1, unit="x", window=window, zone=zone).ends(now) == ends  # type: ignore[arg-type]


def test_what_could_exceed_it_is_refused_until_it_begins_anew():
    meter = Meter(BUDGET, {}, NOW)
    for _ in range(9):
        meter.need(0.1)
        meter.use(0.1)
    assert meter.left == 0.1
    meter.need(0.1)
    with pytest.raises(RateLimited, match=r"0\.9 of 1 US dollars of this month are used.*Raise it") as caught:
        meter.need(0.11)
    assert caught.value.not_before == datetime(2026, 10, 1, tzinfo=UTC)


async def test_what_is_used_goes_on_in_the_cursor_until_the_window_ends():
    async def work(meter: Meter) -> Batch:
        meter.use(0.25)
        return Batch(cursor={"at": 1})

    first = await metered(net(), "x", BUDGET, {}, work)
    second = await metered(net(), "x", BUDGET, first.cursor, work)
    later = await metered(net(datetime(2026, 10, 1, tzinfo=UTC)), "x", BUDGET, second.cursor, work)
    assert [Meter(BUDGET, each.cursor, NOW).used for each in (first, second)] == [0.25, 0.5]
    assert Meter(BUDGET, later.cursor, datetime(2026, 10, 2, tzinfo=UTC)).used == 0.25
    assert later.cursor["at"] == 1


async def test_a_poll_that_fails_has_spent_what_it_spent():
    async def work(meter: Meter) -> Batch:
        meter.use(0.75)
        raise Broken("unreadable")

    with pytest.raises(Broken) as caught:
        await metered(net(), "x", BUDGET, {"at": 1}, work)
    assert caught.value.cursor is not None
    assert caught.value.cursor["at"] == 1
    assert Meter(BUDGET, caught.value.cursor, NOW).left == 0.25


async def test_a_poll_that_failed_for_nothing_changes_nothing():
    async def work(_: Meter) -> Batch:
        raise Broken("unreachable")

    with pytest.raises(SourceError) as caught:
        await metered(net(), "x", BUDGET, {"at": 1}, work)
    assert caught.value.cursor is None


async def test_what_a_poll_spent_that_was_given_up_counts_at_the_next():
    here = net()

    async def stuck(meter: Meter) -> Batch:
        meter.use(0.75)
        await asyncio.sleep(60)
        return Batch()

    async def quick(meter: Meter) -> Batch:
        assert meter.left == 0.25
        return Batch()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await metered(here, "x", BUDGET, {}, stuck)
    other = await metered(here, "y", BUDGET, {}, lambda _: asyncio.sleep(0, Batch()))
    assert Meter(BUDGET, other.cursor, NOW).used == 0
    batch = await metered(here, "x", BUDGET, {}, quick)
    assert Meter(BUDGET, batch.cursor, NOW).used == 0.75
    assert (await metered(here, "x", BUDGET, batch.cursor, quick)).cursor == batch.cursor
