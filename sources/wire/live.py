"""Connections that stay open, WebSockets and server-sent events, over the same guarded sockets as every request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import cast

import httpcore
import httpx

from sources.base import Message, Portions
from sources.wire.events import events
from sources.wire.exchange import FAILURES, WEB, Exchange, place
from sources.wire.failures import explain, refused
from sources.wire.limits import Limits
from sources.wire.portions import Inbox
from sources.wire.redirects import Hop, shown
from storage.clock import Clock
from storage.errors import Broken, SourceError

ADDRESSES = {"wss": "wss://", "ws": "ws://", **WEB}
SILENCE = 90.0
"""Seconds after which a connection without any sign of life is dead; servers give one every 15 to 30 seconds, and on a
WebSocket it stands behind all that was sent before, which takes its time where we are slow."""
PING = 20.0
"""Seconds between two questions whether the other end of a WebSocket is still there."""
LONGEST = 1_000_000

Messages = AsyncIterator[Message]


class Live:
    """Opens connections that stay open; opening one is a request like others, and counts as one with its host."""

    def __init__(self, exchange: Exchange, limits: Limits, clock: Clock) -> None:
        self._exchange, self._limits, self._clock = exchange, limits, clock

    @asynccontextmanager
    async def listen(self, hop: Hop, *, known: bool) -> AsyncIterator[Portions]:
        """What comes over it. Raises SourceError.

        Args:
            known: Whether credentials are sent.
        """
        opened = self._websocket if hop.url.scheme in {"ws", "wss"} else self._event_stream
        async with self._opening(hop, known, opened) as messages:
            inbox = Inbox()
            reading = asyncio.create_task(_fill(inbox, messages, shown(hop.url)), name=f"listen {hop.url.host}")
            try:
                yield inbox.portions()
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    @asynccontextmanager
    async def _opening(
        self, hop: Hop, known: bool, opened: Callable[[Hop], AbstractAsyncContextManager[Messages]]
    ) -> AsyncIterator[Messages]:
        """The host's place is taken while the connection is opened, and not while it stays open."""
        connection = opened(hop)
        async with self._exchange.hosts.turn(place(hop.url)):
            try:
                async with _failing(hop):
                    messages = await connection.__aenter__()
            except Refused as no:
                error = refused(no.status, no.headers, shown(hop.url), self._clock.now(), known=known)
                if error.health == "rate limited":
                    self._exchange.hosts.refused(place(hop.url), str(hop.url), error.not_before)
                raise error from None
            self._exchange.hosts.answered(place(hop.url))
        try:
            yield messages
        finally:
            await connection.__aexit__(None, None, None)

    @asynccontextmanager
    async def _websocket(self, hop: Hop) -> AsyncIterator[Messages]:
        from websockets.exceptions import InvalidStatus

        from sources.wire.websocket import Direct

        tls = self._exchange.transport.certificates if hop.url.scheme == "wss" else None
        port = hop.url.port or (443 if tls else 80)
        sock = await self._exchange.transport.sockets.open(hop.url.host, port, self._limits.connect)
        told = {name: value for name, value in hop.headers.items() if name == "authorization"}
        try:
            connection = await Direct(
                str(hop.url), sock=sock, compression=None, max_size=LONGEST, open_timeout=self._limits.read,
                ping_interval=PING, ping_timeout=SILENCE, close_timeout=1, additional_headers=told,
                user_agent_header=hop.headers["user-agent"], ssl=tls,
            )  # fmt: skip
        except InvalidStatus as error:
            answer = error.response
            raise Refused(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}) from None
        try:
            yield _texts(aiter(connection))
        finally:
            await connection.close()

    @asynccontextmanager
    async def _event_stream(self, hop: Hop) -> AsyncIterator[Messages]:
        told = {
            **hop.headers,
            "accept": "text/event-stream",
            "accept-encoding": "identity",
            "cache-control": "no-store",
        }
        timeouts = {"connect": self._limits.connect, "read": SILENCE, "write": self._limits.read, "pool": None}
        request = httpx.Request(hop.method, hop.url, headers=told, extensions={"timeout": timeouts})
        answer = await self._exchange.transport.handle_async_request(request)
        try:
            if answer.status_code != 200:
                raise Refused(answer.status_code, dict(answer.headers))
            kind = answer.headers.get("content-type", "")
            if not kind.startswith("text/event-stream"):
                raise Broken(f"{shown(hop.url)} sends {kind[:60]!r} instead of an event stream; check the address")
            yield events(aiter(cast("httpx.AsyncByteStream", answer.stream)), shown(hop.url))
        finally:
            await answer.aclose()


class Refused(Exception):
    """A server's answer to the wish for a connection that stays open."""

    def __init__(self, status: int, headers: dict[str, str]) -> None:
        super().__init__(status)
        self.status, self.headers = status, headers


@asynccontextmanager
async def _failing(hop: Hop) -> AsyncIterator[None]:
    """What goes wrong while it is opened, in the one vocabulary."""
    from websockets.exceptions import WebSocketException

    try:
        yield
    except SourceError:
        raise
    except TimeoutError as error:
        raise explain(httpcore.ConnectTimeout(), shown(hop.url)) from error
    except WebSocketException as error:
        raise Broken(f"{shown(hop.url)} does not speak as a WebSocket server should ({error})") from error
    except OSError as error:
        unconnected = httpcore.ConnectError(str(error))
        unconnected.__cause__ = error
        raise explain(unconnected, shown(hop.url)) from error
    except FAILURES as error:
        raise explain(error, shown(hop.url)) from error


async def _fill(inbox: Inbox, messages: Messages, where: str) -> None:
    """Until the connection ends; why it did is the last that there is to take."""
    why = "ended the connection; it is opened again"
    try:
        async for message in messages:
            await inbox.put(message)
    except SourceError as error:
        inbox.end(error)
        return
    except httpcore.ReadTimeout:
        why = f"gave no sign of life for {SILENCE:g} s; the connection is opened again"
    except Exception as error:  # noqa: BLE001 - however it ended, whoever listens has to hear of it
        why = f"broke the connection ({error or type(error).__name__}); it is opened again"
    inbox.end(Broken(f"{where} {why}"))


async def _texts(received: AsyncIterator[str | bytes]) -> Messages:
    async for text in received:
        yield Message(text if isinstance(text, str) else text.decode("utf-8", "replace"))
