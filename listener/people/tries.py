"""How often somebody may try to sign in, so that nobody guesses a password, and no stranger locks a person out.

Counted are tries by person and network together, by network, and by person from everywhere. A browser in which the
person has signed in before is counted by itself: whatever strangers try, it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from listener.app import App
from listener.people.digests import digest
from listener.wording.names import alike
from storage.records import TryLimit

REST = timedelta(minutes=15)
EACH = 5
"""Tries of one person from one network, or in one known browser."""
NETWORK = 100
PERSON = 50
"""Tries of one person from everywhere but the browsers that are known."""


def limits(typed: str, address: str, device: str | None) -> Sequence[TryLimit]:
    """What counts a try.

    Args:
        typed: The name as typed, whoever that may be.
        device: What a browser is known by in which that person has signed in before.
    """
    whom = digest(alike(typed[:200]))
    if device:
        return (_limit("browser", f"{device} {whom}", EACH),)
    where = network(address)
    found = [_limit("pair", f"{where} {whom}", EACH), _limit("person", whom, PERSON)]
    # A proxy on this machine brings everybody from one address: what one of them does must not count for all.
    return [*found, _limit("network", where, NETWORK)] if where else found


async def wait(app: App, counted: Sequence[TryLimit]) -> datetime | None:
    """Count a try; where there were too many, until when to wait. Counted before it is known to be right: many at once
    are as many as one after the other."""
    return await app.write(app.store.attempt, counted, app.clock.now())


async def succeeded(app: App, counted: Sequence[TryLimit]) -> None:
    """It was right: that try, and those before it by the same person in the same place, count no more."""
    await app.write(app.store.forgive, [limit.key for limit in counted if limit.most == EACH])


def network(address: str) -> str:
    """What is one place in the network; "" for this machine. Whoever has an IPv6 address has 2^64 around it."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return ""
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else str(found)


def _limit(sort: str, of: str, most: int) -> TryLimit:
    return TryLimit(digest(f"{sort} {of}"), most, REST)
