"""Posts of Bluesky: the record that its author wrote, wherever it was found, and whether it is still there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sources.apis.document import Document, fetch
from sources.apis.item import Item, UnusableError
from sources.apis.page import Page
from sources.apis.rechecking import left_out
from sources.base import Net
from storage.records import Author, Kind, Mention

ADDRESS = re.compile(r"at://(did:[a-z]+:[\w.:%-]{1,300})/app\.bsky\.feed\.post/([\w.~:-]{1,512})", re.ASCII)
COLLECTION = "app.bsky.feed.post"
AT_ONCE = 25
"""Posts that it can be asked for at once."""
ALWAYS = "bsky.app"
"""Bluesky's own account, which always shows something."""


def address(did: str, rkey: str) -> str:
    """A post's global address."""
    return f"at://{did}/{COLLECTION}/{rkey}"


def page(uri: str) -> str:
    """Where people read it, which is its canonical address. Raises UnusableError for an address of something else."""
    found = ADDRESS.fullmatch(uri)
    if found is None:
        raise UnusableError(f"{uri[:100]!r} is no post")
    return f"https://bsky.app/profile/{found[1]}/post/{found[2]}"


def mention(
    uri: str,
    record: Item,
    author: Author,
    told_at: datetime | None,
    now: datetime,
    *,
    kind: Kind | None,
    language: str | None,
    engagement: dict[str, int] | None = None,
) -> Mention:
    """A post.

    Args:
        record: Of the lexicon app.bsky.feed.post.
        told_at: When the network first saw it. Its author's own time counts where it is earlier: clocks are wrong at
            times, and nobody has said anything in the future.
    """
    if not isinstance(record.get("text"), str):
        raise UnusableError("it has no `text`")
    link, written = page(uri), record.said("createdAt", now)
    said = min(filter(None, (written["published_at"], told_at)), default=None)
    return Mention(
        kind=kind or "social",
        native_id=uri,
        uri=uri,
        url=link,
        permalink=link,
        author=author,
        text=record.text("text"),
        language=_language(record, language),
        published_at=said,
        published_raw=None if said else written["published_raw"],
        collected_at=now,
        parent_id=record.line("reply.parent.uri") or None,
        thread_id=record.line("reply.root.uri") or uri,
        engagement=engagement or {},
        extra=_extra(record),
    )


async def gone(net: Net, home: str, ids: Sequence[str], headers: Mapping[str, str] | None = None) -> list[str]:
    """Those of some posts that are deleted, see `left_out`. Raises SourceError.

    Args:
        home: Who is asked, as `app.bsky.feed.getPosts` is documented; with a slash at the end.
        headers: What says who asks, where it wants to know.
    """

    async def shown(some: Sequence[str]) -> Page:
        asked = urlencode({"uris": some}, doseq=True)
        return await fetch(net, f"{home}xrpc/app.bsky.feed.getPosts?{asked}", _uris, headers=headers)

    async def certain() -> Page:
        newest = {"actor": ALWAYS, "limit": "1"}
        return await fetch(net, f"{home}xrpc/app.bsky.feed.getAuthorFeed", _newest, params=newest, headers=headers)

    return await left_out(ids, shown, certain, AT_ONCE)


def _uris(found: Document) -> Page:
    return Page(next=[Item(each).id("uri") for each in found.list("posts")])


def _newest(found: Document) -> Page:
    return Page(next=[Item(each).id("post.uri") for each in found.list("feed")])


def _language(record: Item, usual: str | None) -> str | None:
    """The first that its author named; `usual` where none was."""
    named = record.get("langs")
    return Item({"first": named[0]}).language("first", usual) if isinstance(named, list) and named else usual


def _extra(record: Item) -> dict[str, Any]:
    """Links as they lead, which the text shortens; what the card under it says; the post that it quotes."""
    features = [
        feature
        for facet in _list(record.get("facets"))
        if isinstance(facet, dict)
        for feature in _list(facet.get("features"))
        if isinstance(feature, dict)
    ]
    links = [Item(feature).link("uri") for feature in features] + [record.link("embed.external.uri")]
    found: dict[str, Any] = {"links": list(dict.fromkeys(filter(None, links)))}
    found["card"] = record.line("embed.external.title")
    found["quotes"] = record.line("embed.record.uri") or record.line("embed.record.record.uri")
    images = [Item(image).line("alt") for image in _list(record.get("embed.images")) if isinstance(image, dict)]
    found["pictures"] = [said for said in images if said]
    return {name: value for name, value in found.items() if value}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
