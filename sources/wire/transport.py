"""httpx over connections that are guarded: resolve once, check, connect to that very address."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import httpcore
import httpx

from sources.wire.addresses import Allowance
from sources.wire.sockets import GuardedBackend, Resolver

# httpcore takes heads of 100 KB; parsing one of those takes as long as twenty pages.
httpcore.AsyncHTTP11Connection.MAX_INCOMPLETE_EVENT_SIZE = 1 << 15


class Transport(httpx.AsyncBaseTransport):
    """httpx over a connection pool whose sockets are guarded.

    Attributes:
        sockets: Where those come from.
        certificates: What servers are trusted by.
    """

    def __init__(self, allowance: Allowance, *, verify: ssl.SSLContext | None, connections: int, idle: int) -> None:
        self._resolver = Resolver()
        self.sockets = GuardedBackend(allowance, self._resolver)
        self.certificates = verify or httpx.create_ssl_context(trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=self.certificates,
            max_connections=connections,
            max_keepalive_connections=idle,
            keepalive_expiry=5.0,
            network_backend=self.sockets,
        )

    def allow(self, allowance: Allowance) -> None:
        """For connections that are opened from now on; idle ones are closed within seconds."""
        self.sockets.allowance = allowance

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(status_code=answer.status, headers=answer.headers, stream=_Body(answer))

    async def aclose(self) -> None:
        self._resolver.close()
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._answer.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._answer.aclose()
