"""The connection itself: resolve once, check, connect to that very address."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import httpcore
import httpx

from sources.wire.addresses import Address, Allowance, parse_address
from storage.errors import Broken

RESOLVERS = 16


class Resolver:
    """Names to addresses, in threads of its own so that a hanging name server stops nothing else."""

    def __init__(self) -> None:
        self._threads: Executor | None = None

    async def resolve(self, host: str, port: int) -> list[Address]:
        """Every address of a host in the system's order; a literal address is itself."""
        try:
            return [parse_address(host)]
        except ValueError:
            pass
        if self._threads is None:
            self._threads = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolver")
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _look_up, host, port)
        return [parse_address(text) for text in dict.fromkeys(found)]

    def close(self) -> None:
        if self._threads:
            self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens sockets to permitted addresses only."""

    def __init__(self, allowance: Allowance, resolver: Resolver) -> None:
        self._allowance, self._resolver = allowance, resolver
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._permitted(host, port, timeout)
        for address in addresses[:-1]:
            try:
                return await self._sockets.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._sockets.connect_tcp(str(addresses[-1]), port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._sockets.sleep(seconds)

    async def _permitted(self, host: str, port: int, limit: float | None) -> list[Address]:
        found = await self._resolved(host, port, limit)
        permitted = [address for address in found if self._allowance.permits(host, port, address)]
        if not permitted:
            raise not_public(host, port, found)
        return permitted[:4]

    async def _resolved(self, host: str, port: int, limit: float | None) -> list[Address]:
        try:
            async with asyncio.timeout(limit):
                return await self._resolver.resolve(host, port)
        except TimeoutError:
            raise Broken(f"the name server did not answer for {host}; check this machine's DNS settings") from None
        except (OSError, UnicodeError, ValueError) as error:
            raise Broken(f"there is no host {host} (DNS: {error}); check the spelling of the address") from error


def not_public(host: str, port: int, found: list[Address]) -> Broken:
    """The error for a host that must not be contacted."""
    name = f"[{host}]" if ":" in host else host
    shown = ", ".join(map(str, found[:3]))
    leads = "" if shown == host else f" leads to {shown}, which"
    return Broken(
        f"{name}{leads} is not on the public internet and was not contacted; "
        f'if it is meant, add "{name}:{port}" to allow_private under [collect]'
    )


class Transport(httpx.AsyncBaseTransport):
    """httpx over a connection pool whose sockets are guarded."""

    def __init__(self, allowance: Allowance, *, verify: ssl.SSLContext | None, connections: int, idle: int) -> None:
        self._resolver = Resolver()
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=verify or httpx.create_ssl_context(trust_env=False),
            max_connections=connections,
            max_keepalive_connections=idle,
            keepalive_expiry=5.0,
            network_backend=GuardedBackend(allowance, self._resolver),
        )

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
