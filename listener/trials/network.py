"""The network of a trial: as a service has it, for as long as the trial lasts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from listener.engine.workers import Workers
from sources.base import Net
from sources.wire.http import HttpClient
from sources.wire.net import Network
from storage.clock import Clock


@asynccontextmanager
async def network(contact: str, allow_private: Sequence[str], folder: Path, clock: Clock) -> AsyncIterator[Net]:
    """What a source may use of the outside world."""
    parsing = Workers()
    try:
        async with HttpClient(contact=contact, clock=clock, allow_private=allow_private) as http:
            yield Network(http, clock, folder, parsing)
    finally:
        parsing.shutdown(wait=False)
