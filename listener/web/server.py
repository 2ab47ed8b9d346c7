"""Showing the pages while something else goes on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from listener.app import App
from listener.pipeline.background import in_background
from listener.web.app import web
from listener.web.connection import Connection
from listener.web.door import Door
from listener.web.files import room
from listener.web.live.changes import Changes
from listener.web.live.preparing import prepare
from listener.web.places import MOST, Places
from storage.errors import ListenerError

PATIENCE = 20.0


@asynccontextmanager
async def served(app: App) -> AsyncIterator[None]:
    """The pages at `[listener] listen`. ListenerError if that address cannot be had."""
    place, changes = _place(app.config.listen), Changes(app)
    async with serving(web(app, changes), place, Places(room(MOST, app.config.collect.concurrency))):
        try:
            async with in_background(prepare(app), "prepare"):
                yield
        finally:
            await changes.close()


@asynccontextmanager
async def serving(pages: ASGIApp, place: socket.socket, places: Places) -> AsyncIterator[None]:
    """Pages at a listening socket, which is closed at the end, for as many connections as there are places."""
    # No header says who a client is: what a proxy writes into one, anybody can.
    config = uvicorn.Config(
        pages,
        log_config=None,
        log_level="error",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        ws="none",  # no page is one
    )
    server = _Server(config)
    door = Door(place, places, lambda: Connection(places, config, server.server_state))
    running = asyncio.create_task(server.serve(sockets=[]))
    door.open()
    try:
        yield
    finally:
        door.close()
        server.should_exit = True
        with suppress(TimeoutError):
            await asyncio.wait_for(running, PATIENCE)


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: others decide when to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _place(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    try:
        return socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        what = f"the pages cannot be shown at {listen}: {error.strerror}"
        raise ListenerError(f"{what}; stop what uses it, or write another `listen` under [listener]") from error
