"""Hubs: a feed that names one tells it what is new, and it tells us (WebSub, W3C Recommendation of 2018)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sources.base import Topic
from sources.feeds.remembering import recalled, remembered
from sources.reading import links


def from_header(value: str, url: str) -> Topic | None:
    """What the header `Link` of a feed's answer names, which counts before what the feed itself does."""
    import httpx

    try:
        found = httpx.Response(200, headers={"link": value}).links
    except (ValueError, KeyError):
        return None
    return topic(((str(rel), each.get("url")) for rel, each in found.items()), url)


def topic(named: Iterable[tuple[str, Any]], url: str) -> Topic | None:
    """The first hub among a feed's links, and the address under which it knows the feed; None without a hub.

    Args:
        named: What a link is (its `rel`) and where it leads.
        url: Where the feed was read: its own name, where it names none.
    """
    addresses: dict[str, str] = {}
    for rel, address in named:
        joined = links.join(url, address) if isinstance(address, str) else None
        if joined and rel.lower() in {"hub", "self"}:
            addresses.setdefault(rel.lower(), joined)
    return Topic(hub=addresses["hub"], url=addresses.get("self", url)) if "hub" in addresses else None


def kept(found: Topic | None, configured: str) -> list[str] | None:
    """As a cursor keeps it: without what is secret in the configured address, and not at all with other secrets."""
    if found is None:
        return None
    parts = [remembered(address, configured) for address in (found.hub, found.url)]
    return None if None in parts else [part for part in parts if part is not None]


def known(cursor: Mapping[str, Any], configured: str) -> tuple[Topic, ...]:
    """What a cursor keeps: one, or none."""
    if not cursor.get("hub"):
        return ()
    hub, url = (recalled(part, configured) for part in cursor["hub"])
    return (Topic(hub=hub, url=url),)
