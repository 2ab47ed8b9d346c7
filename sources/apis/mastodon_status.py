"""Statuses of Mastodon and of what speaks as it does: https://docs.joinmastodon.org/entities/Status/."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Page
from sources.base import Net
from sources.reading.links import canonical
from storage.errors import Broken
from storage.records import Author, Kind, Mention

EXPECTED = ("content", "created_at", "account.acct")
OPEN = frozenset({"public", "unlisted"})


def mention(status: Item, now: datetime, *, kind: Kind | None, language: str | None) -> Mention | None:
    """A status; None for a boost, for what is not public, and for people who asked not to be found.

    Its `uri` is the same on every server, its id is this server's own.
    """
    id = status.id("id")
    if status.get("reblog") or status.flag("account.noindex") or status.line("visibility") not in OPEN:
        return None
    uri, link = status.line("uri") or None, status.link("url") or status.link("uri")
    above = status.line("in_reply_to_id") or None
    return Mention(
        kind=kind or "social",
        native_id=id,
        uri=uri,
        url=link,
        permalink=canonical(link),
        author=_author(status),
        title=status.line("spoiler_text"),
        text=status.html("content"),
        language=status.language("language", language),
        **status.said("created_at", now),
        collected_at=now,
        parent_id=above,
        thread_id=above or id,
        engagement=status.counts(likes="favourites_count", shares="reblogs_count", replies="replies_count"),
        extra=_extra(status),
    )


def _author(status: Item) -> Author:
    handle, home = status.line("account.acct"), urlsplit(status.link("account.url") or "").netloc
    return Author(
        id=status.line("account.uri") or status.line("account.url") or status.line("account.id") or None,
        handle=(f"{handle}@{home}" if handle and "@" not in handle and home else handle) or None,
        name=status.line("account.display_name") or None,
        followers=status.count("account.followers_count"),
    )


def _extra(status: Item) -> dict[str, Any]:
    tags = status.get("tags")
    named = [Item(tag).line("name") for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []
    found = {
        "tags": [name for name in named if name],
        "links": [link] if (link := status.link("card.url")) else [],
        "edited": status.line("edited_at"),
        "bot": status.flag("account.bot"),
    }
    return {name: value for name, value in found.items() if value}


async def again(net: Net, server: str, headers: Mapping[str, str], id: str) -> Page:
    """A status that is there, else SourceError 404; what only its followers may see is not shown either.

    Args:
        server: Its address, with a slash.
    """
    return await fetch(net, f"{server}api/v1/statuses/{quote(id)}", still, headers=headers)


def still(found: Document) -> Page:
    """Of a status that is there: nothing is deleted."""
    if found.get("id") is None:
        raise Broken(f"{found.where} shows no status; has its API changed?")
    return Page()
