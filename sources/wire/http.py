"""The only HTTP client: every request of the application goes through here and fails in one vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Self

from sources.base import Answer, Portions
from sources.wire.limits import Limits
from storage.clock import Clock

if TYPE_CHECKING:
    import ssl

MAX_BYTES = 20_000_000
ACCEPT = "application/feed+json, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.8"


class HttpClient:
    """Implements `Http` (sources/base.py).

    Proxy settings of the environment are ignored, cookies are not kept. Redirects are followed by hand, and what was
    meant for one host is never sent to another. Only public addresses are contacted.

    Attributes:
        allow_private: What may be reached though it is not public.
    """

    def __init__(
        self,
        *,
        contact: str,
        clock: Clock,
        allow_private: Sequence[str] = (),
        max_bytes: int = MAX_BYTES,
        connect: float = 10.0,
        read: float = 15.0,
        total: float = 40.0,
        at_once: int = 2,
        pause: float = 0.1,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        """Nothing is opened before `async with`.

        Args:
            contact: Mail address or page for whoever wonders about the requests; goes into the user agent.
            allow_private: Addresses, networks, host names or "host:port" that may be reached though not public.
            max_bytes: Cap of a body, compressed and opened.
            connect, read, total: Seconds of wall time to connect, between two pieces of an answer, and altogether.
            at_once, pause: Requests to one host at the same time, and seconds that each keeps its place afterwards.
            verify: Trust these certificates instead of the usual ones.
        """
        self._clock, self.allow_private, self._verify = clock, tuple(allow_private), verify
        self._limits = Limits(size=max_bytes, connect=connect, read=read, total=total, at_once=at_once, pause=pause)
        self._usual = {"user-agent": user_agent(contact), "accept": ACCEPT, "accept-encoding": "gzip, deflate"}

    async def __aenter__(self) -> Self:
        from sources.wire.addresses import Allowance
        from sources.wire.exchange import Exchange
        from sources.wire.live import Live
        from sources.wire.robots import Robots

        allowance = Allowance.parse(self.allow_private)
        self._exchange = Exchange(self._limits, self._clock, allowance, self._verify)
        self._live = Live(self._exchange, self._limits, self._clock)
        self._robots = Robots(lambda url: self._send("GET", url), self._usual["user-agent"])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exchange.close()

    def allow(self, contact: str, allow_private: Sequence[str]) -> None:
        """From now on tell this contact, and reach these private hosts and no others."""
        from sources.wire.addresses import Allowance

        self.allow_private = tuple(allow_private)
        self._usual["user-agent"] = self._robots.agent = user_agent(contact)
        self._exchange.allow(Allowance.parse(allow_private))

    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask for a page; `params` are added to those in the address."""
        from sources.wire.credentials import are_in

        answer = await self._send("GET", url, headers, params=params)
        return self._good(answer, url, known=are_in(url, {**(headers or {}), **(params or {})}))

    async def post(self, url: str, *, content: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        """Send something once; never repeated. Whoever takes it knows us, be it by the address alone."""
        return self._good(await self._send("POST", url, headers, content=content), url, known=True)

    def listen(
        self, url: str, *, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> AbstractAsyncContextManager[Portions]:
        """See `Http`."""
        from sources.wire.credentials import are_in
        from sources.wire.exchange import first
        from sources.wire.live import ADDRESSES

        hop = first("GET", url, {**self._usual, **(headers or {})}, params=params, schemes=ADDRESSES)
        return self._live.listen(hop, known=are_in(url, {**(headers or {}), **(params or {})}))

    async def allowed(self, url: str) -> bool:
        """Whether the site's robots.txt lets its page be read; for sources that read pages made for people."""
        return await self._robots.allowed(url, self._clock.monotonic())

    async def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        content: bytes | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        from sources.wire.exchange import first

        return await self._exchange.send(
            first(method, url, {**self._usual, **(headers or {})}, content=content, params=params)
        )

    def _good(self, answer: Answer, url: str, *, known: bool) -> Answer:
        from sources.wire.exchange import place
        from sources.wire.failures import refused
        from sources.wire.redirects import shown

        host = place(answer.url)
        if 200 <= answer.status < 300 or answer.status == 304:
            self._exchange.hosts.answered(host)
            return answer
        error = refused(answer.status, answer.headers, shown(answer.url), self._clock.now(), known=known)
        if error.health == "rate limited":
            self._exchange.hosts.refused(host, url, error.not_before)
        error.status = answer.status
        raise error


def user_agent(contact: str) -> str:
    """ "Listener/VERSION (+contact)", in characters that a header may hold."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("listener")
    except PackageNotFoundError:
        number = "0"
    said = "".join(character for character in contact if " " <= character <= "~" and character not in "()")
    return f"Listener/{number} (+{said})" if said else f"Listener/{number}"
