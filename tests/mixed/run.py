"""A run: the service's own collecting over places of many kinds, through an hour that is moved by hand."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

from listener.app import App
from listener.pipeline.collect import Collector
from storage.records import StoredMention
from tests.mixed.host import Host, hosting, kind
from tests.mixed.places import KINDS
from tests.mixed.posts import LATEST, Post, numbers, posts_of
from tests.mixed.pushed import Place, telling
from tests.soak.finding import Finding, some
from tests.worlds.live import until
from tests.worlds.pipeline import running

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEP = timedelta(seconds=30)
PAGE = os.sysconf("SC_PAGE_SIZE")
GROWTH = 0.2
"""Share by which the most memory of the second quarter of a run may be passed in the last: at its peaks each holds what
the rough host sends at once, whole bodies of the largest size."""

CONFIG = """
[listener]
store = "listener.db"

[collect]
allow_private = ["127.0.0.0/8"]
timeout = "{timeout}s"

[classify]
enabled = false

[[brands]]
name = "Acme"

[[queries]]
name = "acme"
brand = "Acme"
expression = "acme"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is run.

    Attributes:
        places: How many behave.
        rough: How many sources read from the host that does not.
        pushed: How many places more tell by themselves: streams, webhooks, folders of a mailbox.
        length: Of the time in which posts are said.
        every: Between two polls of a source.
        timeout: Seconds, of the wall, until a poll is given up.
    """

    places: int = 500
    rough: int = 26
    pushed: int = 40
    length: timedelta = timedelta(hours=1)
    every: timedelta = timedelta(minutes=5)
    timeout: int = 20
    seed: int = 1

    @property
    def slowest(self) -> timedelta:
        """A post is stored so long after it was shown, at most: a poll that is late by a tenth, and its pages."""
        return self.every * 1.1 + 4 * STEP


@dataclass(slots=True)
class Outcome:
    """What came of a run.

    Attributes:
        polls: Requests that the places answered.
        memory: Resident megabytes after each step.
        pushed: Of the places that tell by themselves, what they are.
        stored: What is in the store.
    """

    posts: Sequence[Post]
    polls: int = 0
    rough: int = 0
    pushed: Mapping[int, str] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)
    stored: list[StoredMention] = field(default_factory=list)


async def run(folder: Path, plan: Plan) -> Outcome:
    """Run it."""
    posts = [posts_of(place, START, plan.length, plan.seed) for place in range(plan.places + plan.pushed)]
    outcome = Outcome(list(chain.from_iterable(posts)))
    pushed = [(_name(place), posts[place]) for place in range(plan.places, plan.places + plan.pushed)]
    async with hosting(posts[: plan.places], START) as host, telling(pushed) as tellers:
        outcome.pushed = dict(enumerate((each.type for each in tellers), plan.places))
        path = folder / "config.toml"
        told = [_written(each.name, each.type, each.options, plan) for each in tellers]
        path.write_text(CONFIG.format(timeout=plan.timeout) + "".join([*_sources(host, plan), *told]))
        async with running(path, START) as (app, stages, clock):
            collector = stages.collector
            await _listened_to(collector, tellers)
            end = START + plan.length + LATEST + plan.slowest
            while clock.now() < end:
                host.now = clock.now() + STEP
                clock.move_to(host.now)
                for each in tellers:
                    await each.move_to(app, host.now)
                await _polled(collector)
                outcome.memory.append(_resident())
            await collector.stop(patience=0)
            outcome.stored = await app.read(_all, app)
    outcome.rough = host.asked.pop(-1, 0)
    outcome.polls = host.asked.total()
    return outcome


def judged(outcome: Outcome, plan: Plan) -> Finding:
    """Whether every post is stored once, soon, and in memory that does not grow."""
    found = Counter(number for each in outcome.stored for number in numbers(each.mention.text))
    missing = [post.number for post in outcome.posts if not found[post.number]]
    doubled = [number for number, count in found.items() if count > 1]
    waits = _waits(outcome)
    before, end = max(_quarter(outcome.memory, 2)), max(_quarter(outcome.memory, 4))
    finding = Finding(
        figures=[
            ("sources of kinds", f"{plan.places} of {min(plan.places, len(KINDS))}, and {plan.rough} of a rough host"),
            ("sources that are told, of kinds", f"{len(outcome.pushed)} of {len(set(outcome.pushed.values()))}"),
            ("requests answered", f"{outcome.polls:,}, and {outcome.rough:,} by the rough host"),
            ("posts shown, stored once", f"{len(outcome.posts):,}, {len(found) - len(doubled):,}"),
            ("stored after it was shown, median and longest", f"{waits[len(waits) // 2]}, {waits[-1]}"),
            ("most memory in the second quarter, in the last", f"{before:.0f} MB, {end:.0f} MB"),
        ]
    )
    if missing:
        finding.wrong.append(f"{len(missing)} posts are not stored: {some(_told(outcome, missing))}")
    if doubled:
        finding.wrong.append(f"{len(doubled)} posts are stored more than once: {some(_told(outcome, doubled))}")
    if waits[-1] > plan.slowest:
        finding.wrong.append(f"a post was stored {waits[-1]} after it was shown; {plan.slowest} would be soon enough")
    if end > before * (1 + GROWTH):
        finding.wrong.append(f"memory grew from {before:.0f} to {end:.0f} MB")
    return finding


def _quarter(memory: Sequence[float], which: int) -> Sequence[float]:
    """One of the four quarters of a run, as far as there are so many."""
    count = len(memory)
    return memory[count * (which - 1) // 4 : count * which // 4] or memory[-1:]


def _waits(outcome: Outcome) -> list[timedelta]:
    """From the time that a post was shown until it was stored, shortest first."""
    shown = {post.number: post.shown_at for post in outcome.posts}
    stored = [(each.mention.collected_at, numbers(each.mention.text)) for each in outcome.stored]
    waits = [when - shown[number] for when, found in stored for number in found if number in shown]
    return sorted(waits) or [timedelta.max]


def _told(outcome: Outcome, posts: Sequence[str]) -> list[str]:
    """Numbers of posts, with the kinds of their places."""
    places = {number: int(number.partition("-")[0]) for number in posts}
    return [f"{number} ({outcome.pushed.get(place) or kind(place).type})" for number, place in places.items()]


def _sources(host: Host, plan: Plan) -> list[str]:
    steady = [_source(_name(place), host.url(place), place, plan) for place in range(plan.places)]
    return steady + [_source(f"rough{number:03}", host.rough, number, plan) for number in range(plan.rough)]


def _source(name: str, address: str, place: int, plan: Plan) -> str:
    of = kind(place)
    options = of.options.replace("{{", "{").replace("}}", "}").replace("{place}", address)
    return _written(name, of.type, options, plan)


def _written(name: str, type: str, options: str, plan: Plan) -> str:
    every = f"{plan.every.total_seconds():.0f}s"
    return f'\n[[sources]]\nname = "{name}"\ntype = "{type}"\nevery = "{every}"\n{options}\n'


def _name(place: int) -> str:
    return f"steady{place:03}"


async def _listened_to(collector: Collector, tellers: Sequence[Place]) -> None:
    """Before anything is said somebody listens: what a stream said before, nobody can hear."""
    await _polled(collector)
    await until(lambda: all(each.is_ready for each in tellers))


async def _polled(collector: Collector) -> None:
    """Everything that is due now, to its end; what the rough host holds up goes on meanwhile."""
    await collector.tick()
    while under_way := [task for task in asyncio.all_tasks() if task.get_name().startswith("poll steady")]:
        await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        await collector.tick()
    await collector.tick()


def _all(app: App) -> list[StoredMention]:
    return list(app.store.export())


def _resident() -> float:
    """Megabytes of this process."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * PAGE / 1e6
