"""Replays the demo's three days through the real stages on a simulated clock; killed and started again, it goes on."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

import httpx

from listener.actions.importing import import_table
from listener.app import App, build
from listener.config.config import Config
from listener.config.loading import load
from listener.demo.people import work
from listener.demo.posts import LENGTH, START, Post, posts
from listener.logs import configure
from listener.pipeline.classify import classify
from listener.pipeline.stages import Stages
from storage.clock import CLOCK_NOTE, SimulatedClock
from storage.records import Actor

STEP = timedelta(minutes=5)
END = START + LENGTH
IMPORTER = Actor(name="Demo", role="manager", via="demo")
KINDS = {"news": "news", "blogs": "blog", "forum": "forum", "social": "social", "reviews": "review"}


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a replay stands: shown after each step."""

    now: datetime
    app: App


def write_config(folder: Path, web: str, smtp: str, pages: str = "127.0.0.1:8350") -> Path:
    """The demo's configuration with the addresses of a running world, and of its own pages."""
    text = (Path(__file__).parent / "demo.toml").read_text("utf-8")
    for name, address in (("{web}", web), ("{smtp}", smtp), ("{pages}", pages)):
        text = text.replace(name, address)
    path = folder / "demo.toml"
    path.write_text(text, "utf-8")
    return path


@asynccontextmanager
async def staged(config: Config) -> AsyncIterator[tuple[App, SimulatedClock]]:
    """The demo's application and its clock; `replay` moves the clock to where a killed one had come."""
    clock = SimulatedClock(START)
    async with build(config, clock=clock, service=True) as app:
        yield app, clock


async def replay(
    app: App,
    clock: SimulatedClock,
    web: str,
    watch: Callable[[Progress], None],
    *,
    pace: float = 0.0,
    until: datetime = END,
) -> None:
    """Import the history, then go through the three days in steps of five minutes, up to a moment.

    The clock's time is stored after each step; a replay that was killed repeats the step it was in, at the same moment.
    `pace` is the least number of real seconds a step takes, so that a person can follow.
    """
    async with httpx.AsyncClient(trust_env=False) as control:
        await _begin(app, clock, web)
        stages = Stages(app)
        while clock.now() < until:
            started = perf_counter()
            clock.move_to(START + ((clock.now() - START) // STEP + 1) * STEP)
            (await control.put(f"{web}/clock", content=clock.now().isoformat())).raise_for_status()
            await stages.step()
            await work(app)
            await app.write(app.store.note, CLOCK_NOTE, clock.now().isoformat())
            watch(Progress(clock.now(), app))
            await asyncio.sleep(max(0.0, pace - (perf_counter() - started)))


async def _begin(app: App, clock: SimulatedClock, web: str) -> None:
    """Resume, or import 28 days of history: silently, for the baselines."""
    known = await app.read(app.store.note, CLOCK_NOTE)
    if known:
        clock.move_to(datetime.fromisoformat(known))
        return
    await import_table(app, history(web), IMPORTER, source="history")
    while await classify(app):
        pass
    await app.write(app.store.note, CLOCK_NOTE, START.isoformat())


def history(web: str) -> bytes:
    """The 28 days before, as NDJSON that `listener import` reads."""
    return "\n".join(json.dumps(_row(post, web)) for post in posts("history")).encode()


def _row(post: Post, web: str) -> dict[str, object]:
    return {
        "native_id": post.id,
        "kind": KINDS[post.feed],
        "url": web + post.path,
        "permalink": web + post.path,
        "title": post.title,
        "text": post.text,
        "language": post.lang,
        "author": {"name": post.author},
        "published_at": post.published_at.isoformat(),
        "rating": {"value": post.stars} if post.stars else None,
    }


def main() -> None:
    """`python -m listener.demo.replay CONFIG WEB PACE`: without a display, for tests that kill it."""
    configure("error")
    path, web, pace = sys.argv[1:]
    asyncio.run(_alone(load(Path(path)), web, float(pace)))


async def _alone(config: Config, web: str, pace: float) -> None:
    async with staged(config) as (app, clock):
        await replay(app, clock, web, lambda _: None, pace=pace)


if __name__ == "__main__":
    main()
