"""The demo's world in the middle of its crisis, kept in a folder so that it is replayed once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from listener.actions import annotating, incidents, leading
from listener.actions.actor import caller
from listener.app import App, build
from listener.config.loading import load
from listener.demo.posts import CRISIS
from listener.demo.replay import replay, staged, write_config
from listener.demo.world import world
from storage.clock import CLOCK_NOTE, SimulatedClock
from storage.records import Incident
from tests.worlds.pipeline import free_port

FIRST_PAGE = CRISIS[0] + timedelta(minutes=90)


class Reached(Exception):
    """The moment has come."""


async def play(folder: Path, until: datetime) -> Path:
    """Replay the demo up to a moment; the configuration of what it left."""
    path = folder / "demo.toml"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with world(folder) as running:
        write_config(folder, running.web, running.smtp, f"127.0.0.1:{free_port()}")
        async with staged(load(path)) as (app, clock):
            with suppress(Reached):
                await replay(app, clock, running.web, lambda progress: _stop(progress.now, until))
    return path


def _stop(now: datetime, until: datetime) -> None:
    if now >= until:
        raise Reached


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[tuple[App, SimulatedClock]]:
    """What was left, at the moment at which it was left."""
    clock = SimulatedClock(CRISIS[0])
    async with build(load(path), clock=clock, service=True) as app:
        clock.move_to(datetime.fromisoformat(app.store.note(CLOCK_NOTE) or ""))
        yield app, clock


def urgent(app: App) -> Incident:
    """The gravest of the open incidents."""
    return min(app.store.incidents(unresolved=True), key=lambda each: (each.severity, -(each.id or 0)))


async def lead(app: App, clock: SimulatedClock) -> None:
    """What people do in the first half hour of a crisis."""
    ines, tomas = caller("Ines", "demo"), caller("Tomas", "demo")
    id = urgent(app).id
    assert id is not None
    if app.store.response(id):
        return
    wanted = {"severity": "1", "playbook": "product-safety", "set:product": "Brewlark One"}
    await leading.lead(app, id, "declare", wanted, ines)
    duties = {"legal": "Noor", "spokesperson": "Tomas", "executive": "Dana", "support": "Otto"}
    for duty, who in duties.items():
        await leading.lead(app, id, "duty", {"duty": duty, "to": who}, ines)
    for number in "123":
        clock.move_to(clock.now() + timedelta(minutes=2))
        await leading.lead(app, id, "done", {"number": number}, tomas)
    await incidents.note(app, id, "The supplier checks batches 14 to 19; call back at noon", tomas)
    await leading.lead(app, id, "complete", {"name": "We take it seriously", "set:telephone": "0800 555 0148"}, ines)
    await leading.lead(app, id, "phase", {"phase": "identified", "text": "the grey gasket"}, ines)


def own(app: App) -> str:
    """The name of one's own brand."""
    return next(brand.name for brand in app.config.brands if brand.role == "own")


async def annotate(app: App, clock: SimulatedClock) -> None:
    """What people write beside the counts."""
    if not app.store.annotations():
        ines, now = caller("Ines", "demo"), clock.now()
        await annotating.add(app, now - timedelta(days=5, hours=3), "Price rise announced", None, ines)
        await annotating.add(app, now - timedelta(minutes=50), "First statement published", own(app), ines)
