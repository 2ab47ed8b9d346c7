"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sources.base import Topic
from sources.feeds.charset import is_utf8
from sources.feeds.entry import Document, Entry
from sources.feeds.hub import topic
from sources.feeds.not_a_feed import describe
from sources.feeds.people import author
from sources.feeds.single import read_each
from sources.reading import links
from sources.reading.text import from_html, line, plain, title
from storage.errors import Broken
from storage.figures import counted

CONTENT = ("id", "url", "external_url", "content_html", "content_text", "summary", "title")


def read(body: bytes, content_type: str, url: str) -> Document:
    """The feed that the bytes hold. Raises Broken if they hold none."""
    feed = _load(body)
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not _is_feed(feed, items):
        raise Broken(f"{links.shown(url)} {describe(body, content_type)}")
    site = _address(feed.get("home_page_url"), url)
    usable = [item for item in items if isinstance(item, dict) and any(item.get(name) for name in CONTENT)]
    lost = len(items) - len(usable)
    left_out = (f"{counted(lost, 'item')} left out: no object with any content",) if lost else ()
    entries, refused = read_each(usable, lambda item: _entry(item, site or url, feed))
    return Document(
        title=title(_string(feed, "title")),
        site=site,
        language=_string(feed, "language") or None,
        hub=_hub(feed, url),
        entries=entries,
        refused=refused,
        partial=() if usable else left_out,
        notes=left_out if usable else (),
    )


def _hub(feed: Mapping[str, Any], url: str) -> Topic | None:
    hubs = feed.get("hubs")
    named = [each for each in hubs if isinstance(each, dict)] if isinstance(hubs, list) else []
    of_ours = [("hub", each.get("url")) for each in named if str(each.get("type")).lower() == "websub"]
    return topic([*of_ours, ("self", feed.get("feed_url"))], url)


def _load(body: bytes) -> Any:
    try:
        return json.loads(body if is_utf8(body) or b"\x00" in body[:4] else body.decode("cp1252", "replace"))
    except (ValueError, RecursionError):
        return None


def _is_feed(feed: Mapping[str, Any], items: list[Any]) -> bool:
    """By its version, or by items that can be nothing else."""
    if "jsonfeed.org/version/" in _string(feed, "version"):
        return True
    return any(isinstance(item, dict) and ("content_html" in item or "content_text" in item) for item in items)


def _entry(item: Mapping[str, Any], base: str, feed: Mapping[str, Any]) -> Entry:
    own, outside = _address(item.get("url"), base), _address(item.get("external_url"), base)
    return Entry(
        guid=line(_string(item, "id")),
        link=own or outside,
        title=title(_string(item, "title")),
        text=_text(item),
        author=author(_people(item) or _people(feed)),
        dates=[date for name in ("date_published", "date_modified") if (date := line(_string(item, name), 100))],
        language=_string(item, "language") or None,
        extra=_extra(item, base, own, outside),
    )


def _string(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return str(found).strip() if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def _address(value: Any, base: str) -> str | None:
    return links.join(base, value) if isinstance(value, str) else None


def _text(item: Mapping[str, Any]) -> str:
    said = plain(_string(item, "content_text"))
    return said or from_html(_string(item, "content_html")) or plain(_string(item, "summary"))


def _people(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    people = value.get("authors") or [value.get("author")]
    return [person for person in people if isinstance(person, dict)] if isinstance(people, list) else []


def _extra(item: Mapping[str, Any], base: str, own: str | None, outside: str | None) -> dict[str, Any]:
    tags = item.get("tags")
    files = item.get("attachments")
    found = {
        "categories": [line(tag, 100) for tag in tags if isinstance(tag, str)][:50] if isinstance(tags, list) else [],
        "enclosures": [
            {"url": address, "type": _string(file, "mime_type")}
            for file in (files if isinstance(files, list) else [])[:20]
            if isinstance(file, dict) and (address := _address(file.get("url"), base))
        ],
        "link": outside if own and outside != own else None,
    }
    return {name: value for name, value in found.items() if value}
