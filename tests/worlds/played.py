"""A place that is played without a network: thousands of answers in the time that a server takes for hundreds."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from werkzeug import Request
from werkzeug import Response as Reply
from werkzeug.test import EnvironBuilder

from sources.base import Answer, Message
from sources.wire.exchange import first
from sources.wire.http import HttpClient
from storage.clock import SimulatedClock
from storage.errors import Broken
from tests.worlds.network import LOOPBACK, NOW, _usual_certificates

Serve = Callable[[Request], Reply]


class Stage:
    """Stands for a server: whatever is asked of any address, one handler answers."""

    serve: Serve

    def url_for(self, path: str) -> str:
        """Of a host that nobody asks."""
        return f"http://place.example{path or '/'}"

    def expect_request(self, _: object) -> Stage:
        """Whatever is asked."""
        return self

    def respond_with_handler(self, serve: Serve) -> None:
        """Whoever answers."""
        self.serve = serve


class Played(HttpClient):
    """The client, whose requests are answered by a stage; what it makes of answers is its own."""

    def __init__(self, stage: Stage, lines: Sequence[str] = ()) -> None:
        """
        Args:
            lines: What a connection that stays open sends before it ends.
        """
        super().__init__(
            verify=_usual_certificates(),
            contact="tests@example.org",
            clock=SimulatedClock(NOW),
            allow_private=LOOPBACK,
            pause=0.0,
        )
        self._stage, self._lines = stage, lines

    async def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        content: bytes | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        hop = first(method, url, {**self._usual, **(headers or {})}, content=content, params=params)
        environ = EnvironBuilder(str(hop.url), method=method, headers=dict(hop.headers), data=content)
        reply = self._stage.serve(environ.get_request(Request))
        body = reply.get_data()
        found = {name.lower(): value for name, value in reply.headers.items()}
        digest = hashlib.sha256(body).hexdigest()
        return Answer(status=reply.status_code, url=url, headers=found, body=body, digest=digest)

    @asynccontextmanager
    async def _heard(self) -> AsyncIterator[AsyncIterator[Sequence[Message]]]:
        async def portions() -> AsyncIterator[Sequence[Message]]:
            yield ()
            for line in self._lines:
                yield (Message(line),)
            raise Broken("the connection ended")

        yield portions()

    def listen(self, url: str, **_: object) -> Any:
        """The lines, one portion each."""
        return self._heard()
