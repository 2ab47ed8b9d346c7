"""What Google News and Google Alerts do to the entries they pass on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from sources.feeds.entry import Entry
from sources.reading import links
from storage.records import Author


def target(link: str) -> str:
    """Where a link of Google Alerts leads: its `url` parameter; other links stay as they are."""
    host = links.host(link)
    if not (host == "google.com" or host.startswith("google.")):
        return link
    parts = urlsplit(link)
    wanted = parse_qs(parts.query).get("url" if parts.path == "/url" else "", [])
    return (links.absolute(wanted[0]) if wanted else None) or link


def is_news(url: str, site: str | None) -> bool:
    """Whether a feed is a search or topic of Google News."""
    return "news.google.com" in {links.host(url), links.host(site)}


def news(entries: Sequence[Entry]) -> list[Entry]:
    """Entries of Google News: title without publisher, the publisher as author, one entry an article."""
    tidied = [_tidy(entry) for entry in entries]
    return list({(entry.title, entry.publisher): entry for entry in reversed(tidied)}.values())[::-1]


def _tidy(entry: Entry) -> Entry:
    bare, dash, tail = entry.title.rpartition(" - ")
    publisher = entry.publisher or tail
    title = bare if dash and tail == publisher else entry.title
    # The description only lists the headline and its kin again, as links.
    text = "" if entry.text.startswith(title) else entry.text
    return replace(entry, title=title, text=text, publisher=publisher, author=Author(name=publisher or None))
