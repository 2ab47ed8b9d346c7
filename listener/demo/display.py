"""The demo's progress display."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta, tzinfo

from rich.console import Console, Group
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from listener.demo.posts import LENGTH, START
from listener.demo.replay import Progress
from listener.demo.world import World
from listener.metrics.totals import TOTALS
from listener.wording.moments import localised, weekday
from storage.records import Incident

SHOWN = 6
HALF_DAY = timedelta(hours=12)
COLOURS = {1: "bold red", 2: "yellow", 3: "cyan"}


class Display:
    """Draws each step: a live panel on a terminal, a line a simulated half day elsewhere."""

    def __init__(self, console: Console, running: World, pages: str, *, live: bool) -> None:
        self._console = console
        self._running = running
        self._pages = pages
        self._live = Live(console=console, refresh_per_second=8) if live else None
        self._half_days = 0

    def __enter__(self) -> Display:
        self._console.print("Three days of a made-up brand, [bold]Brewlark[/], after 28 days of imported history.")
        self._console.print(f"The mails as they come: {self._running.web}/")
        self._console.print(f"The service, opened once: {self._pages}\n", soft_wrap=True)
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Leave the screen to something else for a while."""
        if self._live:
            self._live.stop()
        yield
        if self._live:
            self._live.start()

    def step(self, progress: Progress) -> None:
        """Show where the replay stands."""
        if self._live:
            self._live.update(_panel(progress))
            return
        half_days = (progress.now - START) // HALF_DAY
        if half_days > self._half_days:
            self._half_days = half_days
            self._console.print(f"{weekday(progress.now, zone(progress))}  {_figures(progress)}")


def zone(progress: Progress) -> tzinfo:
    """That of the mails and pages of the demo."""
    return progress.app.config.zone


def _figures(progress: Progress) -> str:
    totals = progress.app.store.totals()
    return ", ".join(f"{totals[name]:,} {metric.name}" for name, metric in TOTALS.items())


def _panel(progress: Progress) -> Panel:
    past = (progress.now - START) / LENGTH
    table = Table.grid(padding=(0, 2))
    for incident in progress.app.store.incidents(limit=SHOWN):
        table.add_row(*_row(incident, zone(progress)))
    return Panel(
        Group(
            Padding(ProgressBar(total=1, completed=past), (0, 0, 1, 0)),
            Text(_figures(progress), style="dim"),
            Text(""),
            table if table.row_count else Text("nothing unusual so far", style="dim"),
        ),
        title=f"{weekday(progress.now, zone(progress))} {zone(progress)}",
        title_align="left",
    )


def _row(incident: Incident, here: tzinfo) -> tuple[Text, Text, Text]:
    colour = COLOURS[incident.severity]
    title = localised(incident.title, here, incident.opened_at)
    return Text(weekday(incident.opened_at, here)), Text(title, style=colour), Text(incident.state, style="dim")
