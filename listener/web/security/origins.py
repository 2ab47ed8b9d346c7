"""Where a request comes from: its address, through proxies that are trusted, and whether that is this machine."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from starlette.requests import HTTPConnection

from listener.config.config import Config
from listener.config.hosts import host_of, is_loopback

# What says that a proxy on this machine brings somebody from elsewhere. That nothing says so proves nothing.
_PROXIED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
_MOST = 20
"""Proxies in a row that are looked at."""


def peer(request: HTTPConnection) -> str:
    """Who holds the other end of the connection."""
    return request.client.host.partition("%")[0] if request.client else ""


def is_trusted(config: Config, address: str) -> bool:
    """Whether it is a proxy whose headers are believed."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or found
    return any(mapped in ip_network(each) for each in config.web.trusted_proxies)


def address(config: Config, request: HTTPConnection) -> str:
    """The first address, seen from here, that is no trusted proxy. What lies behind it, anybody can write."""
    found = peer(request)
    told = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    for hop in reversed(told[-_MOST:]):
        if not is_trusted(config, found):
            return found
        try:
            found = str(ip_address(hop.strip()))
        except ValueError:
            return found
    return found


def is_near(config: Config, request: HTTPConnection) -> bool:
    """Whether it may come from this machine while the pages listen on it alone: no proof, as a proxy looks like it."""
    places = (host_of(config.listen), peer(request), host_of(request.headers.get("host", "")))
    return all(map(is_loopback, places)) and not any(name in request.headers for name in _PROXIED)


def is_foreign(request: HTTPConnection) -> bool:
    """Whether a browser says that a page of another site, or none, sent this."""
    host = request.headers.get("host", "")
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    return origin not in (None, f"http://{host}", f"https://{host}") or site not in ("same-origin", "none")


def is_own(request: HTTPConnection) -> bool:
    """Whether a form was sent by a page of ours. Browsers say so with every form; what says nothing is no browser."""
    stated = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    return "origin" in request.headers and stated and not is_foreign(request)
