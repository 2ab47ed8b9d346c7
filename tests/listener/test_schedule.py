"""Ticks: in step with the present, whatever was missed and whatever the clock was set to."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from listener.schedule import Every, begin_anew, scheduler

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def nothing() -> None:
    """A tick."""


def test_a_tick_comes_again_after_its_interval_or_once_after_a_long_sleep() -> None:
    every = Every(5)
    assert every.get_next_fire_time(None, NOW) == NOW + timedelta(seconds=5)
    assert every.get_next_fire_time(NOW, NOW + timedelta(seconds=1)) == NOW + timedelta(seconds=5)
    woken = NOW + timedelta(days=7)
    assert every.get_next_fire_time(NOW, woken) == woken + timedelta(seconds=5)


@pytest.mark.parametrize("days", [-10, 10])
async def test_all_ticks_begin_anew(days: int) -> None:
    ticks = scheduler({"often": (1, nothing), "seldom": (600, nothing)}, lambda *_: None)
    ticks.start()
    now = datetime.now(UTC) + timedelta(days=days)
    begin_anew(ticks, now)
    due = {job.id: job.next_run_time for job in ticks.get_jobs()}
    ticks.shutdown(wait=False)
    assert due == {"often": now + timedelta(seconds=1), "seldom": now + timedelta(seconds=600)}


async def test_a_stop_lets_what_is_under_way_come_to_its_end(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    async def slow() -> None:
        await asyncio.sleep(0.2)
        done.append("slow")

    async def endless() -> None:
        await asyncio.sleep(60)
        done.append("endless")

    ticks = scheduler({"slow": (0.01, slow), "endless": (0.01, endless)}, lambda *_: None)
    ticks.start()
    await asyncio.sleep(0.1)
    await ticks.settle(0.5)
    assert done == ["slow"], "it is finished, and not begun again"
    with caplog.at_level(logging.ERROR):
        ticks.end()
        await asyncio.sleep(0.01)
    assert caplog.records == [], "what is broken off is no fault"
