"""Feeds as programs subscribe to them (Atom, RFC 4287). Whatever strangers wrote is text in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from uuid import NAMESPACE_OID, uuid5

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (2.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One post.

    Attributes:
        key: By which readers know it again.
        link: Where a person opens it; None where there is no such place.
        updated: When it was said, or changed.
    """

    key: str
    title: str
    text: str
    author: str
    link: str | None
    updated: datetime
    categories: tuple[str, ...] = ()


def feed(key: str, title: str, entries: Iterable[Entry], now: datetime, link: str | None = None) -> bytes:
    """The whole document; `now` is its time where nothing is in it."""
    known = list(entries)
    updated = max((each.updated for each in known), default=now)
    head = [_id(key), _text("title", title), _moment(updated), _text("generator", "Listener")]
    parts = [*head, *_link(link), *(part for each in known for part in _entry(each))]
    body = "".join(parts)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{body}</feed>\n'.encode()


def xml_safe(text: str) -> str:
    """The text without what XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def _entry(one: Entry) -> Iterator[str]:
    yield "<entry>"
    yield _id(one.key)
    yield _text("title", one.title or "without words")
    yield _moment(one.updated)
    yield f"<author>{_text('name', one.author or 'somebody')}</author>"
    yield from _link(one.link)
    yield from (f'<category term="{_escaped(each)}"/>' for each in one.categories)
    yield f'<content type="text">{_escaped(one.text)}</content></entry>'


def _id(key: str) -> str:
    return f"<id>urn:uuid:{uuid5(NAMESPACE_OID, f'listener {key}')}</id>"


def _text(name: str, text: str) -> str:
    return f"<{name}>{_escaped(text)}</{name}>"


def _moment(at: datetime) -> str:
    return f"<updated>{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</updated>"


def _link(address: str | None) -> Iterator[str]:
    if address:
        yield f'<link rel="alternate" href="{_escaped(address)}"/>'


def _escaped(text: str) -> str:
    return escape(xml_safe(text))
