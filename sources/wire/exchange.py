"""One request and its redirects: from an address to the answer at the end of the way, whatever its status."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import cast
from urllib.parse import unquote_to_bytes

import httpcore
import httpx

from sources.base import Answer
from sources.wire import body, signals, turns
from sources.wire.addresses import Allowance
from sources.wire.failures import explain
from sources.wire.hosts import Hosts
from sources.wire.limits import Limits
from sources.wire.redirects import MOVES, Hop, shown
from sources.wire.transport import Transport
from storage.clock import Clock
from storage.errors import Broken, SourceError

WEB = {"https": "https://", "http": "http://"}
FAILURES = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    httpx.InvalidURL,
    ValueError,
    OSError,
)


class Exchange:
    """Sends requests and reads answers, within limits."""

    def __init__(self, limits: Limits, clock: Clock, allowance: Allowance, verify: ssl.SSLContext | None) -> None:
        self._limits, self._clock = limits, clock
        self._timeouts = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": None}
        self.transport = Transport(allowance, verify=verify, connections=200, idle=20)
        self.hosts = Hosts(clock, at_once=limits.at_once, pause=limits.pause)

    def allow(self, allowance: Allowance) -> None:
        """Connect to what this allows from now on; a connection that is open lasts no longer than its answer needs."""
        self.transport.allow(allowance)

    async def close(self) -> None:
        await self.transport.aclose()

    async def send(self, hop: Hop) -> Answer:
        """The answer at the end of the redirects. Raises SourceError where there is none."""
        async with self._deadline(hop) as deadline:
            while True:
                host = place(hop.url)
                async with self.hosts.turn(host):
                    if turn := turns.current():
                        turn.who = host
                    if deadline.when() is None:
                        deadline.reschedule(asyncio.get_running_loop().time() + self._limits.total)
                    answer, location = await self._exchange(hop)
                if location is None:
                    return answer
                hop = hop.follow(answer.status, location)

    @asynccontextmanager
    async def _deadline(self, hop: Hop) -> AsyncIterator[asyncio.Timeout]:
        """Counts from the moment that the host has a place free; a busy host is not a slow one."""
        try:
            async with asyncio.timeout(None) as deadline:
                yield deadline
        except TimeoutError:
            said = f"did not finish its answer within {self._limits.total:g} s and was cut off"
            raise Broken(f"{shown(hop.url)} {said}; nothing of it was used") from None

    async def _exchange(self, hop: Hop) -> tuple[Answer, str | None]:
        try:
            request = httpx.Request(
                hop.method,
                hop.url,
                headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in hop.headers.items()],
                content=hop.content,
                extensions={"timeout": self._timeouts},
            )
            answer = await self.transport.handle_async_request(request)
            try:
                return await self._read(hop, answer)
            finally:
                await answer.aclose()
        except SourceError:
            raise
        except FAILURES as error:
            raise explain(error, shown(hop.url)) from error

    async def _read(self, hop: Hop, answer: httpx.Response) -> tuple[Answer, str | None]:
        """The answer and, for a redirect, where it leads; bodies that nobody will look at are not read."""
        headers = _headers(answer.headers.raw)
        location = headers.get("location") if answer.status_code in MOVES else None
        content = body.Content(data=b"", digest="")
        if 200 <= answer.status_code < 300:
            stream = cast("httpx.AsyncByteStream", answer.stream)
            encoding = headers.get("content-encoding", "")
            content = await body.read(aiter(stream), encoding=encoding, where=shown(hop.url), limit=self._limits.size)
        response = Answer(
            status=answer.status_code,
            url=str(hop.url),
            headers=headers,
            body=content.data,
            digest=content.digest,
            moved_to=hop.moved_to,
            not_before=signals.not_before(headers, self._clock.now()),
        )
        return response, location


def _headers(raw: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """By name in lower case; what came several times under one name is joined."""
    found: dict[str, list[str]] = {}
    for name, value in raw:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return {name: ", ".join(values) for name, values in found.items()}


def first(
    method: str,
    url: str,
    headers: Mapping[str, str],
    *,
    content: bytes | None = None,
    params: Mapping[str, str] | None = None,
    schemes: Mapping[str, str] = WEB,
) -> Hop:
    """The first request to an address of one of some schemes, each with its name. Raises Broken for what is none."""
    try:
        target = httpx.URL(url.strip()).copy_with(fragment=None)
        target = target.copy_merge_params(params) if params else target
        readable = target.scheme in schemes and target.host
    except (httpx.InvalidURL, ValueError) as error:
        raise Broken(f"{url[:100]!r} is not an address: {error}") from error
    if not readable:
        begun = " or ".join(schemes.values())
        raise Broken(f"{url[:100]!r} cannot be read; an address starts with {begun} and a host")
    sent = {name.lower(): value for name, value in headers.items()}
    if target.userinfo:
        secret = base64.b64encode(unquote_to_bytes(target.userinfo)).decode()
        sent.setdefault("authorization", f"Basic {secret}")
        target = target.copy_with(userinfo=b"")
    return Hop(method=method, url=target, headers=sent, content=content)


def place(url: httpx.URL | str) -> str:
    """What counts as one host: name and port."""
    return httpx.URL(url).netloc.decode("ascii")
