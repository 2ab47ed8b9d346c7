"""`listener demo`: a world, a replay with a display, a summary, and the pages to look at afterwards."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
import termios
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from listener.app import App
from listener.config.loading import load
from listener.demo.display import Display
from listener.demo.mailbox import Mailbox
from listener.demo.outcome import outcome
from listener.demo.posts import CRISIS, LENGTH
from listener.demo.replay import replay, staged, write_config
from listener.demo.summary import show
from listener.demo.world import LOOPBACK, World, free_port, world
from listener.logs import configure
from listener.people.links import LASTS, homes, make
from listener.pipeline.stages import Stages
from listener.web.server import served
from storage.clock import CLOCK_NOTE, SimulatedClock

PACE = 0.16
"""Seconds a step takes at least: 864 steps make a little over two minutes."""
UNTAKEN = CRISIS[0] + timedelta(minutes=65)
"""The first page about the crisis has gone out, and nobody has answered."""
SECOND, OFTEN = timedelta(seconds=1), 5
"""Then time goes on by the second, and the stages work every few."""


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
    config = load(write_config(place, running.web, running.smtp, f"{LOOPBACK}:{free_port()}"))
    async with staged(config) as (app, clock), served(app):
        service = homes(config)[0] + await make(app, "start", lasts=LENGTH + LASTS)
        with Display(console, running, service, live=not headless and console.is_terminal) as display:
            watched = not headless and sys.stdin.isatty()
            if watched:
                await replay(app, clock, running.web, display.step, pace=PACE, until=UNTAKEN)
                with display.still():
                    await _running(app, clock, console, homes(config)[0] + await make(app, "start"))
            await replay(app, clock, running.web, display.step, pace=0.0 if headless else PACE)
        result = await app.read(outcome, app.store, Mailbox(running.mails).mails())
        if any(entry.via == "view" for entry in await app.read(app.store.audited)):
            result = replace(result, faults=())  # somebody led the crisis otherwise than the demo's people would have
        show(console, result, config.zone)
        if not headless:
            service = homes(config)[0] + await make(app, "start")
            look = f"\n[bold]Have a look[/]\n  the mails    {running.web}/\n  the service  {service}"
            console.print(look, soft_wrap=True)
            console.print("\nEnter ends the demo.")
            await _until_told()
    return 1 if result.faults else 0


async def _running(app: App, clock: SimulatedClock, console: Console, home: str) -> None:
    """A crisis that nobody has taken yet goes on at the pace of the wall, for whoever wants to lead it."""
    console.print(f"\n[bold red]The crisis is running, and nobody has taken it.[/] Lead it: {home}", soft_wrap=True)
    console.print("Enter goes on without you: Tomas takes it after the second page.\n")
    stages, told = Stages(app), asyncio.create_task(_until_told())
    while not told.done():
        await asyncio.wait({told}, timeout=SECOND.total_seconds())
        clock.move_to(clock.now() + SECOND)
        await app.write(app.store.note, CLOCK_NOTE, clock.now().isoformat())
        if clock.now().second % OFTEN == 0:
            await stages.step()


async def _until_told() -> None:
    """Wait for Enter or Ctrl-C; what was typed is used up."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, told.set)
    if sys.stdin.isatty():
        loop.add_reader(sys.stdin, told.set)
    await told.wait()
    loop.remove_signal_handler(signal.SIGINT)
    if sys.stdin.isatty():
        loop.remove_reader(sys.stdin)
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
