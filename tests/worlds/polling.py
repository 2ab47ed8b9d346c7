"""Polls of a source against a server of a test, over time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sources.base import Backfill, Recheck, Source
from storage.clock import SimulatedClock
from storage.records import Ask, Batch, Cursor
from tests.worlds.network import NOW, client, network

ACME = Ask(groups=(("acme",),))


async def polled(
    source: Source, cursor: Cursor | None = None, *, later: timedelta = timedelta(), ask: Ask = ACME, **limits: Any
) -> Batch:
    """One poll; the cursor goes through JSON, as it does in the store."""
    clock = SimulatedClock(NOW + later)
    async with client(clock=clock, **limits) as http:
        return await source.poll(network(http, Path(), clock), json.loads(json.dumps(cursor or {})), ask)


async def filled_back(source: Backfill, since: datetime, cursor: Cursor | None = None, ask: Ask = ACME) -> list[Batch]:
    """All batches of a backfill."""
    clock = SimulatedClock(NOW)
    async with client(clock=clock) as http:
        net = network(http, Path(), clock)
        return [batch async for batch in source.backfill(net, since, cursor or {}, ask)]


async def rechecked(source: Recheck, *ids: str) -> Sequence[str]:
    """Those that are gone."""
    clock = SimulatedClock(NOW)
    async with client(clock=clock) as http:
        return await source.recheck(network(http, Path(), clock), ids)


def ids(*batches: Batch) -> list[str]:
    """Native ids of all mentions, in order."""
    return [mention.native_id for batch in batches for mention in batch.mentions]
