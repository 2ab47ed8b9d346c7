"""Tries every source once, side by side, storing nothing: does the configuration work out there?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from listener.config.config import Config
from listener.trials.network import network
from rules.query import Matcher
from sources.base import Net, Options, Source
from sources.wire.turns import Turn, Turns
from storage.clock import Clock
from storage.errors import Broken, SourceError
from storage.records import Ask, Batch, Health


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTrial:
    """How one source answered.

    Attributes:
        newest: When its newest item was said.
        latency: Seconds that it took, without waiting for other sources.
        error: What is wrong and what to do; None where nothing is.
        notes: Oddities that are not errors.
    """

    source: str
    health: Health
    items: int = 0
    newest: datetime | None = None
    latency: float
    error: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def reachable(self) -> bool:
        """Whether it gave a usable answer."""
        return self.error is None


async def try_sources(config: Config, clock: Clock) -> list[SourceTrial]:
    """One trial for each enabled source, in the order of the configuration; one that hangs holds up nobody."""
    turns = Turns(config.collect.concurrency)
    ask = Matcher(config.queries, lists=config.lists).ask
    limit = config.collect.timeout.total_seconds()
    async with network(config.contact, config.collect.allow_private, config.folder, clock) as net:

        async def one(source: Options) -> SourceTrial:
            async with turns.turn(source.name) as turn:
                return await _try(source, net, ask, turn, limit)

        trials = await asyncio.gather(
            *(one(source) for source in config.sources if source.enabled and isinstance(source, Source))
        )
    return list(trials)


async def _try(source: Options, net: Net, ask: Ask, turn: Turn, limit: float) -> SourceTrial:
    assert isinstance(source, Source)
    started = perf_counter()
    try:
        async with turn.limited(limit):
            batch = await source.poll(net, {}, ask)
    except TimeoutError:
        error: SourceError = Broken(f"no whole answer within {limit:g} s; is the address right?")
    except SourceError as raised:
        error = raised
    except Exception as fault:  # noqa: BLE001 - one faulty source must not hide how the others do
        error = Broken(f"a fault in reading it: {fault!r}")
    else:
        return _answered(source, batch, perf_counter() - started - turn.waited)
    took = perf_counter() - started - turn.waited
    return SourceTrial(source=source.name, health=error.health, latency=took, error=str(error))


def _answered(source: Options, batch: Batch, latency: float) -> SourceTrial:
    said = [mention.published_at for mention in batch.mentions if mention.published_at]
    return SourceTrial(
        source=source.name,
        health="partial" if batch.partial else "ok" if batch.mentions else "empty",
        items=len(batch.mentions),
        newest=max(said, default=None),
        latency=latency,
        notes=(*batch.partial, *batch.notes),
    )
