"""How many connections there may be, and which goes when another one comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Protocol

MOST = 512


class Guest(Protocol):
    """A connection, as far as its place is concerned."""

    def abort(self) -> None:
        """End it at once."""


class Places:
    """The connections that there are: at most so many, and at most half of them from one address elsewhere.

    A connection without a request gives way to one that comes, the longest waiting first; one that is being answered
    keeps its place. So a crowd that asks nothing keeps nobody out.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most, self._each = most, max(1, most // 2)
        self._origins: dict[Guest, str | None] = {}
        self._crowds: Counter[str] = Counter()
        self._waiting: dict[Guest, None] = {}

    def make_room(self, host: str) -> bool:
        """See to it that one from this address finds a place; False where there is none to be had."""
        origin = _origin(host)
        if origin and self._crowds[origin] >= self._each:
            return self._clear(guest for guest in self._waiting if self._origins[guest] == origin)
        return len(self._origins) < self._most or self._clear(self._waiting)

    def enter(self, guest: Guest, host: str) -> None:
        """Take a place."""
        self._origins[guest] = origin = _origin(host)
        if origin:
            self._crowds[origin] += 1

    def waits(self, guest: Guest) -> None:
        """It wants nothing at the moment."""
        self._waiting.pop(guest, None)
        if guest in self._origins:
            self._waiting[guest] = None

    def works(self, guest: Guest) -> None:
        """It is being answered."""
        self._waiting.pop(guest, None)

    def leave(self, guest: Guest) -> None:
        """Give the place back."""
        self._waiting.pop(guest, None)
        if origin := self._origins.pop(guest, None):
            self._crowds -= Counter([origin])

    def _clear(self, guests: Iterable[Guest]) -> bool:
        """Free the place of the first; False if there is none."""
        first = next(iter(guests), None)
        if first is None:
            return False
        self.leave(first)
        first.abort()
        return True


def _origin(host: str) -> str | None:
    """What counts as one address; None for this machine, from which a proxy may bring everybody.

    Whoever has an IPv6 address has the whole network of 2^64 around it.
    """
    address = ip_address(host.partition("%")[0])
    if address.is_loopback:
        return None
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else host
