"""Opens sockets to permitted addresses only, and reads from them in small portions."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import httpcore

from sources.wire.addresses import Address, Allowance, parse_address
from storage.errors import Broken

RESOLVERS = 16
# What arrives together is parsed together, and a chunk or an interim answer can be as short as five bytes.
PORTION = 1 << 13


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
    """Opens sockets to permitted addresses only.

    Attributes:
        allowance: Which private addresses are permitted.
    """

    def __init__(self, allowance: Allowance, resolver: Resolver) -> None:
        self.allowance, self._resolver = allowance, resolver
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
                return Portioned(
                    await self._sockets.connect_tcp(str(address), port, timeout, local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        last = str(addresses[-1])
        return Portioned(await self._sockets.connect_tcp(last, port, timeout, local_address, socket_options))

    async def open(self, host: str, port: int, limit: float) -> socket.socket:
        """A connected socket for others to speak over. Raises Broken, OSError, and TimeoutError after so many seconds
        at one address."""
        addresses = await self._permitted(host, port, limit)
        for address in addresses[:-1]:
            try:
                return await _connected(address, port, limit)
            except (OSError, TimeoutError):
                continue
        return await _connected(addresses[-1], port, limit)

    async def sleep(self, seconds: float) -> None:
        await self._sockets.sleep(seconds)

    async def _permitted(self, host: str, port: int, limit: float | None) -> list[Address]:
        found = await self._resolved(host, port, limit)
        permitted = [address for address in found if self.allowance.permits(host, port, address)]
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


async def _connected(address: Address, port: int, limit: float) -> socket.socket:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setblocking(False)  # noqa: FBT003 (the standard library's signature)
    try:
        async with asyncio.timeout(limit):
            await asyncio.get_running_loop().sock_connect(opened, (str(address), port))
    except BaseException:
        opened.close()
        raise
    return opened


class Portioned(httpcore.AsyncNetworkStream):
    """A connection that hands out small portions, so that a hostile one holds up the others for a moment at most."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        return await self._stream.read(min(max_bytes, PORTION), timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        return Portioned(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def not_public(host: str, port: int, found: list[Address]) -> Broken:
    """The error for a host that must not be contacted."""
    name = f"[{host}]" if ":" in host else host
    shown = ", ".join(map(str, found[:3]))
    leads = "" if shown == host else f" leads to {shown}, which"
    return Broken(
        f"{name}{leads} is not on the public internet and was not contacted; "
        f'if it is meant, add "{name}:{port}" to allow_private under [collect]'
    )
