"""A start that takes long: it looks like one, and a stop need not wait for its end."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from unittest.mock import patch

from listener.app import App, build
from listener.config.loading import load
from listener.service import Service
from listener.status import status
from tests.worlds.pipeline import free_port
from tests.worlds.service import write_service


async def test_a_long_matching_at_the_start_is_no_standstill_and_can_be_stopped(tmp_path: Path) -> None:
    greeted, begun, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def greet(_: App) -> None:
        greeted.set()

    async def endless(_: App) -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    config = load(write_service(tmp_path, "http://127.0.0.1:9/feed", free_port()))
    async with build(config, service=True) as app:
        with patch("listener.service.rematch", endless):
            running = asyncio.create_task(Service(app).run(greet))
            await asyncio.wait_for(begun.wait(), 10)
            assert greeted.is_set(), "nobody waits for it to get in"
            assert status(app.store, app.config, app.clock.now()).standstill is None
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(running, 10)
    assert ended.is_set()
