"""Events a second that are heard, matched and committed: a Jetstream on this machine, one in a hundred posts matches.

python -m tests.bench.streams [EVENTS]
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from websockets.asyncio.server import ServerConnection, serve

from listener.app import build
from listener.config.loading import load
from listener.pipeline.stages import Stages
from tests.worlds.live import post

EVENTS = 60_000
WANTED = 2_000
CONFIG = """
[listener]
store = "bench.db"

[collect]
allow_private = ["127.0.0.1"]

[classify]
enabled = false

[[brands]]
name = "Acme"

[[sources]]
name = "sky"
type = "bluesky"
url = "ws://127.0.0.1:{port}/"
"""
QUERY = """
[[queries]]
name = "{name}"
brand = "Acme"
expression = '{name} OR "{name} kettle" OR #{name}'
"""


def send(ready: Connection, count: int) -> None:
    """Runs in a process of its own: everything at once, as after a night without a connection."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    words = "had a long walk and a good cup of tea, and thought about the things that one thinks about then"
    texts = [json.dumps(post(n, f"{'acme' if n % 100 == 0 else 'somebody'} {n} {words}", now)) for n in range(count)]

    async def speak(connection: ServerConnection) -> None:
        for text in texts:
            await connection.send(text)
        await connection.wait_closed()

    async def run() -> None:
        async with serve(speak, "127.0.0.1", 0, compression=None) as server:
            ready.send(next(iter(server.sockets)).getsockname()[1])
            await server.serve_forever()

    asyncio.run(run())


async def listen(path: Path, count: int) -> tuple[float, float]:
    """(wall seconds, processor seconds of this process and its workers) from the first tick to the last commit."""
    async with build(load(path), service=True) as app:
        stages = Stages(app)
        started, worked = time.perf_counter(), _worked()
        while app.store.totals()["mentions"] < count // 100:
            await stages.collector.tick()
            await asyncio.sleep(0.2)
        wall, processor = time.perf_counter() - started, _worked() - worked
        await stages.stop()
    return wall, processor


def _worked() -> float:
    """Seconds of processor of this process and of all that it has started, which still run."""
    children = multiprocessing.active_children()
    return time.process_time() + sum(map(_of, {child.pid for child in children if child.name != "sender"}))


def _of(pid: int | None) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(count: int) -> int:
    """Print how many events a second of one core are heard; 1 if they are too few."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    sender = context.Process(target=send, args=(there, count), daemon=True, name="sender")
    sender.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "config.toml"
            queries = "".join(QUERY.format(name=name) for name in ("acme", *(f"brand{n}" for n in range(30))))
            path.write_text(CONFIG.format(port=here.recv()) + queries, "utf-8")
            wall, processor = asyncio.run(listen(path, count))
    finally:
        sender.kill()
        sender.join()
    print(f"{count:,} events, 31 queries: {count / wall:,.0f} events/s; {processor:.1f} s of processor")
    rate = count / processor
    print(f"    {rate:,.0f} events for each second of one core, {rate / WANTED:.1f} x the wanted")
    return int(rate < WANTED)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS))
