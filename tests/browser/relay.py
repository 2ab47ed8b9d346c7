"""A way to the service that falls silent without an end: a network that has gone, a process that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Relay:
    """Hands on what comes, while it is open."""

    def __init__(self, port: int) -> None:
        self._port, self._open = port, asyncio.Event()
        self._open.set()

    async def silence(self) -> None:
        """Nothing passes, and no connection ends."""
        self._open.clear()

    async def go_on(self) -> None:
        """What waited passes."""
        self._open.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        with suppress(OSError):
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(65_536):
            await self._open.wait()
            writer.write(part)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def relayed(port: int, at: int) -> AsyncIterator[Relay]:
    """It listens at a port of its own."""
    relay = Relay(port)
    async with await asyncio.start_server(relay.serve, "127.0.0.1", at):
        yield relay
