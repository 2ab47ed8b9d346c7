"""Rules are asked beside the event loop, and one that breaks keeps nobody waiting."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from threading import Event
from unittest.mock import patch

import pytest
from structlog.testing import capture_logs

from listener.pipeline.evaluate import evaluate
from rules.base import Rule, View
from tests.worlds.pipeline import running, write_config

VOLUME = """
[[rules]]
name = "loud"
type = "volume"
scope = "brand:Acme"
severity = 2
"""


async def test_a_rule_that_takes_its_time_keeps_nobody_waiting(tmp_path: Path) -> None:
    meanwhile, waited = Event(), []

    def check(_: Rule, view: View, __: object) -> list[object]:
        waited.append(meanwhile.wait(5))
        return []

    async with running(write_config(tmp_path, "http://127.0.0.1:9", "127.0.0.1:9", rules=VOLUME)) as (app, _, clock):
        await app.sync()
        clock.move_to(clock.now() + timedelta(minutes=6))
        asyncio.get_running_loop().call_later(0.05, meanwhile.set)
        with patch.object(type(app.config.rules[-1]), "check", check):
            await evaluate(app)
    assert waited == [True]


@pytest.mark.parametrize("error", [StopIteration(), ZeroDivisionError()])
async def test_a_rule_that_breaks_is_told_and_waited_for_no_longer(tmp_path: Path, error: Exception) -> None:
    async with running(write_config(tmp_path, "http://127.0.0.1:9", "127.0.0.1:9", rules=VOLUME)) as (app, _, clock):
        await app.sync()
        clock.move_to(clock.now() + timedelta(minutes=6))
        with patch.object(type(app.config.rules[-1]), "check", side_effect=error), capture_logs() as said:
            assert await asyncio.wait_for(evaluate(app), 5) == 0
    assert [line["rule"] for line in said if line["log_level"] == "error"] == ["loud"]
