"""One connection to the pages: HTTP/1.1 as uvicorn speaks it, with an end to every wait."""

from __future__ import annotations

import asyncio

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from listener.web.places import Places
from listener.web.security.headers import bare

PATIENCE = 30.0
"""Seconds for the head of a request to arrive, and for a buffer of the answer to be taken."""


class Connection(H11Protocol):
    """It ends when its client takes too long over a request or over reading the answer, and gives way before that."""

    def __init__(self, places: Places, config: uvicorn.Config, state: ServerState) -> None:
        super().__init__(config, state, {})
        self._places = places
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._places.enter(self, self.client[0] if self.client else "::1")
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        self._places.leave(self)
        super().connection_lost(exc)

    def handle_events(self) -> None:
        super().handle_events()
        if self._answering:
            self._stop()
            self._places.works(self)

    def on_response_complete(self) -> None:
        self._wait()
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._limit()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._answering:
            self._stop()

    def send_400_response(self, msg: str) -> None:
        """The answer to what is no HTTP, unless another answer has begun already."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(bare(400, msg))
        self.transport.close()

    def abort(self) -> None:
        """End it at once."""
        self.transport.abort()

    @property
    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._limit()
        self._places.waits(self)

    def _limit(self) -> None:
        self._stop()
        self._deadline = self.loop.call_later(PATIENCE, self.abort)

    def _stop(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
