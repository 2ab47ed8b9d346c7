"""An arrival made ready for the tables: its names, its digest, its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic_core import PydanticSerializationError

from storage.intake.identity import aliases, digest
from storage.intake.measures import scopes
from storage.intake.storable import clean_text
from storage.sqlite.codec import cleaned, matches_body, mention_body, micros
from storage.sqlite.words import index_text

if TYPE_CHECKING:
    from storage.records import Arrival, Scope


@dataclass(slots=True)
class Entry:
    """One arrival of one source.

    Attributes:
        owner: Which poll of the commit it belongs to.
        said_at: Microseconds since 1970.
        place: Source and native id.
        names: Hashes it goes by in every source, most telling first; the last is its permalink's, if it has one.
        body, matches, words: What the tables and the index will hold.
    """

    owner: int
    source: str
    arrival: Arrival
    said_at: int
    place: tuple[str, str]
    names: tuple[int, ...]
    digest: str
    body: str
    matches: str
    words: str
    scopes: tuple[Scope, ...]


def entry(owner: int, source: str, arrival: Arrival) -> Entry:
    """Lone surrogates, which SQLite cannot hold, become U+FFFD; sources should have removed them before.

    Nothing a source says may cost the batch: what nests without end is cut.
    """
    try:
        return _entry(owner, source, arrival)
    except (UnicodeEncodeError, PydanticSerializationError):
        return _entry(owner, clean_text(source), cleaned(arrival))


def _entry(owner: int, source: str, arrival: Arrival) -> Entry:
    mention = arrival.mention
    found = scopes(arrival.matches)
    body, matches = mention_body(mention), matches_body(arrival.matches)
    words = index_text(arrival.tokens, found)
    words.encode()
    f"{source}{mention.native_id}".encode()
    return Entry(
        owner,
        source,
        arrival,
        micros(mention.said_at),
        (source, mention.native_id),
        aliases(mention),
        digest(mention.title, mention.text),
        body,
        matches,
        words,
        found,
    )
