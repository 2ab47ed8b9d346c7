"""Showing the pages while something else goes on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn

from listener.app import App
from listener.web.app import web
from storage.errors import ListenerError

PATIENCE = 20.0


@asynccontextmanager
async def served(app: App) -> AsyncIterator[None]:
    """The pages at `[listener] listen`. ListenerError if that address cannot be had."""
    place = _place(app.config.listen)
    server = _Server(uvicorn.Config(web(app), log_level="warning", log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[place]))
    try:
        yield
    finally:
        server.should_exit = True
        with suppress(TimeoutError):
            await asyncio.wait_for(serving, PATIENCE)


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
