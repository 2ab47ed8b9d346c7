"""Delay of the event loop while the demo's days are polled, parsed, stored, read and mailed at full speed."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from time import perf_counter

from listener.config.loading import load
from listener.demo.replay import replay, staged, write_config
from listener.demo.world import world
from listener.logs import configure

PAUSE = 0.005
P99, MAXIMUM = 0.050, 0.250
"""Seconds that the loop may be late."""


async def watched(config_path: Path, web: str) -> list[float]:
    """Run a replay; how late the loop came back from each short pause, in seconds, sorted."""
    late: list[float] = []
    done = asyncio.Event()

    async def watch() -> None:
        while not done.is_set():
            started = perf_counter()
            await asyncio.sleep(PAUSE)
            late.append(perf_counter() - started - PAUSE)

    watching = asyncio.create_task(watch())
    async with staged(load(config_path)) as (app, clock):
        await replay(app, clock, web, lambda _: None)
    done.set()
    await watching
    return sorted(late)


def main() -> None:
    configure("error")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with world(folder) as running:
            late = asyncio.run(watched(write_config(folder, running.web, running.smtp), running.web))
    middle, p99, longest = late[len(late) // 2], late[int(len(late) * 0.99)], late[-1]
    print(f"event loop while polling and classifying, {len(late):,} pauses: late by {middle * 1000:.1f} ms, median")
    print(f"    p99 {p99 * 1000:.1f} ms, {p99 / P99:.2f} of what is allowed")
    print(f"    maximum {longest * 1000:.1f} ms, {longest / MAXIMUM:.2f} of what is allowed")


if __name__ == "__main__":
    main()
