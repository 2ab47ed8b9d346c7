"""Whether a request comes from a person at this machine: there is no login, so nobody else may act on the pages.

A page of another site can send forms to 127.0.0.1, and a name of another site can be made to lead there (DNS
rebinding). Both give themselves away: by `Origin` and by `Host`.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request

# A proxy on this machine brings people from elsewhere.
_PROXIED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def is_local(request: Request, listen: str) -> bool:
    """Whether the pages listen on this machine alone, and a browser on it asked for them by a name of this machine."""
    client = request.client.host if request.client else ""
    places = (_host(listen), client, _host(request.headers.get("host", "")))
    return all(map(_is_loopback, places)) and not any(name in request.headers for name in _PROXIED)


def is_own(request: Request) -> bool:
    """Whether a form was sent by a page of ours. Browsers say so with every form; what says nothing is no browser."""
    own = f"http://{request.headers.get('host', '')}"
    return (
        request.headers.get("origin") == own and request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    )


def _host(address: str) -> str:
    try:
        return urlsplit(f"//{address}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
