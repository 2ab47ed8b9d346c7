"""A mention as the matcher sees it: its fields cut into tokens, each only when somebody asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from rules.query.tokens import Tokens, haystack, index_words
from storage.intake.folding import fold

if TYPE_CHECKING:
    from storage.records import Classification, Match, Mention, Span, StoredMention

Place = tuple[int, int]

_PLAIN_ADDRESS = re.compile(r"https?://([a-z0-9.-]+)(?=[/?#]|$)")


class Document:
    """One mention and what is known about it.

    Attributes:
        sources: Names of the sources that brought it.
        facts: Values that are kept outside the mention (status, tag), by field.
        brand: Toward which its tone is meant; None: toward any that it is about.
    """

    __slots__ = ("_tokens", "brand", "classification", "facts", "matches", "mention", "sources")

    def __init__(
        self,
        mention: Mention,
        sources: Sequence[str] = (),
        classification: Classification | None = None,
        matches: Sequence[Match] = (),
        facts: Mapping[str, Any] | None = None,
        brand: str | None = None,
    ) -> None:
        self.mention, self.sources, self.matches = mention, sources, matches
        self.classification, self.facts, self.brand = classification, facts or {}, brand
        self._tokens: dict[str, Tokens] = {}

    @classmethod
    def of(cls, stored: StoredMention, brand: str | None = None) -> Self:
        """With everything that is stored about it, how its case stands too."""
        sources = [sighting.source for sighting in stored.sightings]
        facts = {"status": stored.filed.status, "tag": stored.filed.tags} if stored.filed else None
        return cls(stored.mention, sources, stored.classification, stored.matches, facts, brand)

    def text(self, field: str) -> str:
        """A field as spans count it: title, text, url, author."""
        if field == "author":
            return self.mention.author.handle or self.mention.author.name or ""
        if field == "url":
            return self.mention.url or ""
        return self.mention.title if field == "title" else self.mention.text

    def tokens(self, field: str) -> Tokens:
        """A field cut into tokens."""
        found = self._tokens.get(field)
        if found is None:
            found = self._tokens[field] = Tokens(self.text(field))
        return found

    def spans(self, field: str, places: Iterable[Place]) -> list[Span]:
        """Places (first and last token) as spans of the original text."""
        found = self.tokens(field).places
        return [(field, found[first][0], found[last][1]) for first, last in places]


def body(mention: Mention) -> str:
    """Title and text as required literals are looked for."""
    text = haystack(mention.text)
    return f" {haystack(mention.title)} {text} " if mention.title else f" {text} "


def tokens(mention: Mention) -> str:
    """The mention's words for the full-text index, separated by single spaces.

    Words, tags, handles and emoji of title and text in their loose form, unspaced scripts as pairs of characters;
    `site:HOST` for the host and each domain above it; `author:NAME` for handle and name.
    """
    words = index_words(mention.text)
    if mention.title:
        words = index_words(mention.title) + words
    words += [f"site:{domain}" for domain in domains(host(mention.url or ""))]
    words += [author_token(name) for name in (mention.author.handle, mention.author.name) if name]
    return " ".join(words)


def author_token(name: str) -> str:
    """A handle or name as the index holds it."""
    return "author:" + folded_name(name).replace(" ", "_")


def folded_name(name: str) -> str:
    """A name of several words in its loose form."""
    return " ".join(name.lower().split() if name.isascii() else map(fold, name.split()))


def host(url: str) -> str:
    """The host of an address in lower case, names outside ASCII in their `xn--` form; "" if there is none."""
    if plain := _PLAIN_ADDRESS.match(url):
        return plain[1].rstrip(".")
    try:
        name = urlsplit(url if "//" in url else f"//{url}").hostname or ""
        return name.rstrip(".") if name.isascii() else name.encode("idna").decode().rstrip(".")
    except (ValueError, UnicodeError):
        return ""


def domains(name: str) -> list[str]:
    """A host and every domain it belongs to: a.b.c, b.c, c."""
    labels = name.split(".") if name else []
    return [".".join(labels[number:]) for number in range(len(labels))]
