"""A store to explore: a few posts that were read, the page's own count of what it found, and a program's token."""

from __future__ import annotations

import re
from datetime import timedelta

from listener.app import App
from listener.people.digests import digest
from listener.people.tokens import PREFIX
from storage.records import Author, Token
from tests.worlds import mentions
from tests.worlds.incidents import NOW

TEXTS = ("acme cola burst", "#acme is fine", "acme cola lid burst", "other thing", "Acme Cola, the lid <b>")


def fill(app: App) -> None:
    """Five posts of the last hours, all of them read, and one of a month ago."""
    posts = [
        mentions.mention(
            text, number, published_at=NOW - timedelta(hours=number), author=Author(handle=f"ada{number % 2}")
        )
        for number, text in enumerate(TEXTS, 1)
    ]
    old = mentions.mention("acme cola old", 99, published_at=NOW - timedelta(days=30))
    mentions.commit(app.store, [*posts, old], now=NOW)
    mentions.read_all(app.store)


def count(page: str) -> str:
    """How many were found, as the page says it."""
    found = re.search(r'data-ex="count"[^>]*>([^<]*)<', page)
    assert found
    return found[1]


def made_token(app: App) -> str:
    """The secret of a program that may look."""
    secret = f"{PREFIX}program"
    app.store.add_token(
        Token(
            name="program",
            digest=digest(secret),
            role="observer",
            made_by="Mia",
            made_at=NOW,
            ends_at=NOW + timedelta(1),
        )
    )
    return secret
