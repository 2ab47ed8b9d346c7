"""Servers on this machine that hold connections open: WebSockets whose messages a test writes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from websockets.asyncio.server import Server, ServerConnection, serve

Speak = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def websocket(speak: Speak) -> AsyncIterator[str]:
    """The address of a server that speaks to each connection, and closes it when it has spoken."""
    server: Server
    async with serve(speak, "127.0.0.1", 0, compression=None, max_size=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}"


def saying(*messages: str) -> Speak:
    """Some messages, then the end."""

    async def speak(connection: ServerConnection) -> None:
        for message in messages:
            await connection.send(message)

    return speak
