"""By which names the pages are asked for, and who can reach them."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from listener.config.config import Config

_ADDRESS = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/?#@\[\]\\]+)(:\d{1,5})?")
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - to tell it, not to bind it


def host_of(address: str) -> str:
    """The host of "host:port" or "[::1]:port", in small letters, as browsers send it; "" where there is none."""
    found = _ADDRESS.fullmatch(address)
    if not found:
        return ""
    host = found["host"].strip("[]").rstrip(".").lower()
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether it is a name or an address of this machine, for itself alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_known(host: str, config: Config) -> bool:
    """Whether the pages are asked for by that name: one of this machine, or one that the configuration gives them."""
    return bool(host) and (is_loopback(host) or host in _names(config) - EVERYWHERE)


def exposure(config: Config) -> list[str]:
    """What to know, in sentences, where the pages can be reached from other machines."""
    host = host_of(config.listen)
    if is_loopback(host):
        return []
    plain = f"the pages listen on {config.listen}, where other machines reach them without encryption"
    named = bool(_names(config) - EVERYWHERE)
    return [
        f"{plain}; better listen on 127.0.0.1 behind a proxy with TLS, or let a firewall choose who comes",
        *([] if named else ["other machines have no name for the pages: give them one in base_url or allowed_hosts"]),
    ]


def _names(config: Config) -> frozenset[str]:
    base = urlsplit(config.base_url or "").netloc
    return frozenset(filter(None, map(host_of, (config.listen, base, *config.listener.allowed_hosts))))
