"""Addresses with gaps: `https://…/posts?since={since}&page={page}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from pydantic import AfterValidator

from sources.reading import links
from storage.errors import Broken

GAPS = ("since", "cursor", "query", "page", "offset")
_GAP = re.compile(r"\{(\w*)\}")


def _checked(address: str) -> str:
    for name in _GAP.findall(address):
        if name not in GAPS:
            raise ValueError(f"has a gap {{{name}}}; there are {', '.join(f'{{{each}}}' for each in GAPS)}")
    if not address.startswith(("http://", "https://")) or not urlsplit(address).hostname:
        raise ValueError("is no web address; write it as https://forum.example.org/api/posts?page={page}")
    if "{" in urlsplit(address).netloc:
        raise ValueError("has a gap in its host, which must stand there in full")
    return address


Address = Annotated[str, AfterValidator(_checked)]


def gaps(address: str) -> set[str]:
    """Which gaps an address has."""
    return set(_GAP.findall(address))


def filled(address: str, values: Mapping[str, str]) -> str:
    """The address with its gaps filled; a parameter whose gap has nothing to be filled with is left out."""
    parts = urlsplit(address)
    path = _GAP.sub(lambda gap: quote(values.get(gap[1], ""), safe="", errors="replace"), parts.path)
    query = [
        (name, _GAP.sub(lambda gap: values.get(gap[1], ""), value))
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if all(values.get(gap) for gap in gaps(value))
    ]
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query, errors="replace"), ""))


def onward(address: str, link: str) -> str:
    """Where the next page is. Raises Broken where that is somebody else's place: what is sent along is not for them."""
    there = links.join(address, link)
    if there is None or urlsplit(there)[:2] != urlsplit(address)[:2]:
        raise Broken(f"{links.shown(address)} names a next page at another place, which was not asked: {link[:100]!r}")
    return there


def moment(at: datetime, written: str) -> str:
    """A time as an API wants it: iso, date, epoch, ms, or a pattern as %Y-%m-%d."""
    match written:
        case "iso":
            return at.strftime("%Y-%m-%dT%H:%M:%SZ")
        case "date":
            return at.strftime("%Y-%m-%d")
        case "epoch":
            return str(int(at.timestamp()))
        case "ms":
            return str(int(at.timestamp() * 1000))
    return at.strftime(written)
