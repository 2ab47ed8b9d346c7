"""`listener demo`: a world, a replay with a display, a summary, and the pages to look at afterwards."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from pathlib import Path

import uvicorn
from rich.console import Console

from listener.app import build
from listener.config import Config, load
from listener.demo.display import Display
from listener.demo.mailbox import Mailbox
from listener.demo.outcome import outcome
from listener.demo.replay import END, replay, write_config
from listener.demo.summary import show
from listener.demo.world import World, world
from listener.logs import configure
from listener.web.app import web
from storage.clock import SimulatedClock
from storage.sqlite import SqliteStore

PACE = 0.16
"""Seconds a step takes at least: 864 steps make a little over two minutes."""


def main(*, headless: bool, folder: Path | None = None) -> int:
    """Run the demo; 0 if its outcome is what its posts demand. Headless: as fast as possible, and end."""
    configure("error")
    with tempfile.TemporaryDirectory(prefix="listener-demo-") as made:
        place = folder or Path(made)
        place.mkdir(parents=True, exist_ok=True)
        with world(place) as running:
            return asyncio.run(_demo(place, running, headless=headless))


async def _demo(place: Path, running: World, *, headless: bool) -> int:
    console = Console()
    config = load(write_config(place, running.web, running.smtp))
    with Display(console, running, live=not headless and console.is_terminal) as display:
        await replay(config, running.web, display.step, pace=0.0 if headless else PACE)
    store = SqliteStore(config.store, readonly=True)
    try:
        result = outcome(store, Mailbox(running.mails).mails())
    finally:
        store.close()
    show(console, result)
    if not headless:
        await _stay(config, running, console)
    return 1 if result.faults else 0


async def _stay(config: Config, running: World, console: Console) -> None:
    """Keep the pages open until the person has seen enough."""
    async with build(config, clock=SimulatedClock(END)) as app:
        with socket.create_server(("127.0.0.1", 0)) as place:
            console.print(f"\n[bold]Have a look[/]\n  the mails    {running.web}/")
            console.print(f"  the service  http://127.0.0.1:{place.getsockname()[1]}/\n\nCtrl-C ends the demo.")
            await uvicorn.Server(uvicorn.Config(web(app), log_level="error", lifespan="off")).serve(sockets=[place])
