"""Ticks: in step with the present, whatever was missed and whatever the clock was set to."""

from __future__ import annotations

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
    ticks = scheduler({"often": (1, nothing), "seldom": (600, nothing)})
    ticks.start()
    now = datetime.now(UTC) + timedelta(days=days)
    begin_anew(ticks, now)
    due = {job.id: job.next_run_time for job in ticks.get_jobs()}
    ticks.shutdown(wait=False)
    assert due == {"often": now + timedelta(seconds=1), "seldom": now + timedelta(seconds=600)}
