"""Addresses: canonical forms that identify, and which address belongs to whom."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from storage.intake.fragments import TRACKING, fragment

LONGEST = 2_000
PORTS = {"http": 80, "https": 443}
SURROGATES = re.compile("[\ud800-\udfff]")
SAFE = "/:@!$&'()*+,;=-._~"


def join(base: str, address: str) -> str | None:
    """An address, seen from another one, as it can be opened; None if it is empty or not one of the web."""
    try:
        return absolute(urljoin(base, address.strip())) if address.strip() else None
    except ValueError:
        return None


def absolute(address: str) -> str | None:
    """The address as it can be opened, None if it is not one of the web."""
    text = SURROGATES.sub("\ufffd", re.sub(r"[\s\x00-\x1f]+", "", address))
    parts = _split(text)
    return text[:LONGEST] if parts and parts.scheme in PORTS and parts.hostname else None


def canonical(address: str | None) -> str | None:
    """What identifies a post: https, lower-case host, no default port, tracking parameters or final slash. A fragment
    stays, as comments and entries of a changelog differ in nothing else.

    None for what is not a web page, and for a site's front page, which identifies nothing.
    """
    parts = _split((address or "").strip())
    if parts is None or parts.scheme.lower() not in PORTS or not parts.hostname:
        return None
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(pair[0])]
    path = quote(unquote(parts.path, errors="surrogateescape"), safe=SAFE, errors="surrogateescape").rstrip("/")
    kept = fragment(parts.fragment)
    if not path and not query and not kept:
        return None
    return urlunsplit(("https", _netloc(parts), path or "/", urlencode(query), kept))[:LONGEST]


def without_number(identifier: str, link: str | None) -> str:
    """An identifier that is the address of its post, and `#` with a number of one or two digits that counts its
    versions (the BBC's): the address alone; any other as it is. Longer numbers are those of posts."""
    address, mark, number = identifier.rpartition("#")
    if mark and re.fullmatch(r"[0-9]{1,2}", number) and (found := canonical(address)) and found == canonical(link):
        return address
    return identifier


def shown(address: str) -> str:
    """An address as messages show it: without credentials, which may stand in its user part or query."""
    parts = _split(address)
    if parts is None or not parts.netloc:
        return address.partition("?")[0][:100]
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"[:200]


def host(address: str | None) -> str:
    """The host in lower case without `www.`; "" if there is none."""
    parts = _split((address or "").strip())
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def same_site(one: str, other: str) -> bool:
    """Whether two hosts are one site or one a part of the other."""
    return bool(one and other) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def _split(address: str) -> SplitResult | None:
    """Its parts, None for none; a lone surrogate is what browsers make of it."""
    try:
        parts = urlsplit(address if address.isascii() else SURROGATES.sub("\ufffd", address))
        _ = parts.port
    except ValueError:
        return None
    return parts


def _netloc(parts: SplitResult) -> str:
    name = parts.hostname or ""
    try:
        name = name.encode("idna").decode("ascii") if not name.isascii() else name
    except UnicodeError:
        name = quote(name)
    name = f"[{name}]" if ":" in name else name
    return f"{name}:{parts.port}" if parts.port and parts.port != PORTS[parts.scheme.lower()] else name
