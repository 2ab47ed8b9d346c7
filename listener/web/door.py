"""The door of the pages: lets connections in while there is room, and never fails for want of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress

import structlog

from listener.web.places import Places
from listener.web.security.headers import bare

log = structlog.get_logger()

REST = 1.0
SILENCE = 60.0
FULL = bare(503, "Too many people look at these pages now. Try again in a few seconds.", {"Retry-After": "5"})


class Door:
    """Accepts at a listening socket, one connection a turn of the loop."""

    def __init__(self, place: socket.socket, places: Places, protocol: Callable[[], asyncio.Protocol]) -> None:
        self._place, self._places, self._protocol = place, places, protocol
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._resting: asyncio.TimerHandle | None = None
        self._untold, self._silent_until = 0, 0.0

    def open(self) -> None:
        """From now on."""
        self._place.settimeout(0)
        self._loop.add_reader(self._place, self._accept)

    def close(self) -> None:
        """Nobody comes any more."""
        if self._resting:
            self._resting.cancel()
        self._loop.remove_reader(self._place)
        self._place.close()

    def _accept(self) -> None:
        try:
            come, (host, *_) = self._place.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            self._rest(error)
            return
        come.settimeout(0)
        if self._places.make_room(host):
            task = self._loop.create_task(self._begin(come))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self._refuse(come)

    async def _begin(self, come: socket.socket) -> None:
        with suppress(OSError):
            await self._loop.connect_accepted_socket(self._protocol, come)

    def _refuse(self, come: socket.socket) -> None:
        self._tell("connections were refused: as many as there may be are being answered")
        with suppress(OSError):
            come.send(FULL)
            come.shutdown(socket.SHUT_WR)
            come.recv(65_536)  # what is left unread would turn the goodbye into a reset
        come.close()

    def _rest(self, error: OSError) -> None:
        """The system gives no connection; asking at once again would only cost time."""
        self._tell(f"no connections can be accepted: {error.strerror}")
        self._loop.remove_reader(self._place)
        self._resting = self._loop.call_later(REST, self.open)

    def _tell(self, what: str) -> None:
        """Log it, at most once a minute, with how often it happened."""
        self._untold += 1
        if self._loop.time() >= self._silent_until:
            log.warning(what, times=self._untold)
            self._untold, self._silent_until = 0, self._loop.time() + SILENCE
