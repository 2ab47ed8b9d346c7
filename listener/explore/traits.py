"""What the copy holds of each mention: for every field that can be asked for, what the query language reads there.

Few different things are said in a field, so a mention holds a small number that stands for what it says, and whether
that is what was asked for is found out once for all mentions that say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from listener.metrics.engagement import engagement
from listener.metrics.risen_terms import words
from listener.metrics.stars import stars
from rules.query import facts
from rules.query.document import Document
from storage.records import Author, StoredMention

SPREAD = "spread"
"""Not a field: by how many reactions a post is sorted."""
STARS = "stars"
"""Not a field: the rating on the scale from 1 to 5; None where there is none."""
COMPARED = (
    "kind", "engagementType", "country", "source", "subreddit", "brand", "query", "sentiment", "intent", "emotion",
    "irony", "offensive", "toward", "topic", "risk", "label", "tag", "status",
)  # fmt: skip
COUNTED = ("rating", "authorFollowers", "likes", "replies", "shares", "views", "reach")
LANGUAGE = "language"
TONE = "tone"

Trait = Callable[[Document], Hashable]


def _said(field: str) -> Trait:
    """The values of a field, each once, in a fixed order."""
    read = facts.reader(field)

    def said(document: Document) -> tuple[str, ...]:
        found = tuple(read(document))
        return found if len(found) < 2 else tuple(sorted(set(found)))

    return said


def _number(field: str) -> Trait:
    return lambda document: facts.number(document, field)


Tones = tuple[str, tuple[tuple[str, str], ...]]
"""Of the post alone, and of it as a post about each brand; "" where it has none."""


def _tones(document: Document) -> Tones:
    reading = document.classification
    if reading is None:
        return "", ()
    brands = sorted({match.brand for match in document.matches})
    answers = [(brand, reading.tone(brand)) for brand in brands]
    post = reading.tone()
    return post.label if post else "", tuple((brand, answer.label if answer else "") for brand, answer in answers)


def tone_of(said: Tones, brand: str) -> str:
    """The tone that counts: toward the brand that is asked about, or toward the only one that it is about, else of the
    post; "" where there is none."""
    if brand:
        return dict(said[1]).get(brand, "")
    return said[1][0][1] if len(said[1]) == 1 else said[0]


def tones_of(said: Tones, brand: str) -> tuple[str, ...]:
    """What `tone:` is compared with: the tone toward the brand; where none is asked about, toward any it is about."""
    if brand:
        return tuple(filter(None, (tone_of(said, brand),)))
    return tuple(dict.fromkeys(filter(None, (label for _, label in said[1] or (("", said[0]),)))))


TRAITS: Mapping[str, Trait] = {
    **{field: _said(field) for field in COMPARED},
    **{field: _number(field) for field in COUNTED},
    LANGUAGE: facts.language,
    TONE: _tones,
    SPREAD: lambda document: engagement(document.mention.engagement),
    STARS: lambda document: stars(document.mention.rating) if document.mention.rating else None,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One mention as the copy holds it.

    Attributes:
        author: Stands for handle and name together.
        voice: Stands for who it is, as authors are told apart; 0 where nobody knows.
        traits: In the order of TRAITS.
        words: Those that can tell what it is about, each once.
    """

    id: int
    story: int
    author: int
    voice: int
    traits: tuple[Hashable, ...]
    words: Collection[str] = ()


def row(stored: StoredMention) -> Row:
    """From everything that is stored of a mention."""
    document = Document.of(stored)
    author = stored.mention.author
    return Row(
        stored.id,
        stored.mention.story or stored.id,
        named(author),
        number_of(author.identity) if author.identity else 0,
        tuple(trait(document) for trait in TRAITS.values()),
        words(f"{stored.mention.title} {stored.mention.text}"),
    )


def named(author: Author) -> int:
    """Stands for what an author is called."""
    return number_of(f"{author.handle or ''}\x1f{author.name or ''}")


def number_of(text: str) -> int:
    """63 bits that stand for a text, never 0."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") >> 1 or 1
