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
        return hop if self.method == "GET" else self._posted(hop, status)

    def _posted(self, hop: Hop, status: int) -> Hop:
        """What was posted goes on only to the host that it was meant for; an answer may be fetched anywhere (303).

        Where browsers would fetch the new address instead (301, 302), nobody has taken what was posted.
        """
        if status == 303:
            return replace(hop, method="GET", content=None)
        if status in {301, 302} or not trusted(self.url, hop.url):
            raise Broken(
                f"{shown(self.url)} took nothing and points to {shown(hop.url)}; if that is right, use this address"
            )
        return hop

    def _target(self, location: str) -> httpx.URL:
        try:
            target = self.url.join(_utf8(location))
            readable = target.scheme in {"http", "https"} and target.host
        except (httpx.InvalidURL, ValueError) as error:
            raise Broken(f"{shown(self.url)} redirects to an address that cannot be read") from error
        if not readable:
            raise Broken(f"{shown(self.url)} redirects to {shown(target)}; only http and https are followed")
        return target.copy_with(fragment=None)

    def _headers(self, target: httpx.URL) -> Mapping[str, str]:
        if trusted(self.url, target):
            return self.headers
        return {name: value for name, value in self.headers.items() if name.lower() in KEPT}


def _utf8(header: str) -> str:
    """A header's value with the characters that servers mean, though it was read as Latin-1."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


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
