"""Mentions for tests of the query language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rules.query import Matcher
from storage.records import Author, Match, Mention, Query, Rating

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def a_mention(text: str = "", **fields: Any) -> Mention:
    """A post; `author` and `rating` as plain values."""
    if "author" in fields:
        fields["author"] = Author(**fields["author"])
    if "rating" in fields:
        fields["rating"] = Rating(value=fields["rating"])
    return Mention(**{"kind": "social", "native_id": "1", "collected_at": NOW, "text": text, **fields})


def match(expression: str, mention: Mention, **options: Any) -> Match | None:
    """What one query says of one mention."""
    matcher = Matcher([Query(name="q", brand="b", expression=expression)], options.pop("lists", {}))
    found = matcher.match(mention, **options)
    return found[0] if found else None


def words(match: Match | None, mention: Mention) -> list[str] | None:
    """The matched words themselves."""
    if match is None:
        return None
    texts = {
        "title": mention.title,
        "text": mention.text,
        "url": mention.url or "",
        "author": mention.author.handle or "",
    }
    return [texts[field][start:end] for field, start, end in match.spans]
