"""Following redirects by hand: what is sent on, and which address is the new one for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import httpx

from sources.reading import links
from storage.errors import Broken

MOVES = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
MOST = 10
KEPT = frozenset({"accept", "accept-language", "user-agent", "if-none-match", "if-modified-since"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request on the way.

    Attributes:
        seen: Addresses asked before.
        moved_to: Where permanent redirects alone have led.
        settled: A temporary redirect came, later permanent ones say nothing about the first address.
    """

    method: str
    url: httpx.URL
    headers: Mapping[str, str]
    content: bytes | None = None
    seen: tuple[str, ...] = ()
    moved_to: str | None = None
    settled: bool = False

    def follow(self, status: int, location: str) -> Hop:
        """The next request. Raises Broken for a redirect that leads nowhere, too far, or in a circle."""
        target = self._target(location)
        seen = (*self.seen, str(self.url))
        if str(target) in seen:
            raise Broken(f"{shown(self.url)} redirects in a circle; look where a browser ends up and use that")
        if len(seen) > MOST:
            raise Broken(f"{shown(self.url)} redirects more than {MOST} times; use the final address")
        settled = self.settled or status not in PERMANENT
        hop = replace(
            self,
            url=target,
            headers=self._headers(target),
            seen=seen,
            settled=settled,
            moved_to=self.moved_to if settled else str(target),
        )
        turned = status == 303 or (status in {301, 302} and self.method == "POST")
        return replace(hop, method="GET", content=None) if turned else hop

    def _target(self, location: str) -> httpx.URL:
        try:
            target = self.url.join(location)
        except (httpx.InvalidURL, ValueError) as error:
            raise Broken(f"{shown(self.url)} redirects to an address that cannot be read") from error
        if target.scheme not in {"http", "https"} or not target.host:
            raise Broken(f"{shown(self.url)} redirects to {shown(target)}; only http and https are followed")
        return target.copy_with(fragment=None)

    def _headers(self, target: httpx.URL) -> Mapping[str, str]:
        if trusted(self.url, target):
            return self.headers
        return {name: value for name, value in self.headers.items() if name.lower() in KEPT}


def trusted(old: httpx.URL, new: httpx.URL) -> bool:
    """Whether what was meant for one address may be sent to the other: same host, same port, no loss of encryption."""
    if old.host != new.host:
        return False
    if old.scheme == new.scheme:
        return old.port == new.port
    return old.scheme == "http" and old.port is None and new.port is None


def shown(url: httpx.URL | str) -> str:
    """An address as messages show it, see `links.shown`."""
    return links.shown(str(url))
