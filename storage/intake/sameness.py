"""Is an arrival a mention that is known? The table that decides: the first row that applies to the two says so.

Where in doubt they are two: a post that is told twice is seen, one that another swallows is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.figures import counted
from storage.intake.identity import by_address, has_id, said
from storage.intake.likeness import contained, equal, half_shared
from storage.records import Arrival, Mention

if TYPE_CHECKING:
    from storage.records import Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored mention that goes by one of an arrival's names.

    Attributes:
        mention: As it is now: its text, permalink, author and time.
        queries: Names of the queries that match it.
        shown: (source, native id) -> digest of what that source showed last.
        names: Every alias that it goes by.
    """

    id: int
    mention: Mention
    queries: frozenset[str]
    shown: Mapping[tuple[str, str], str]
    names: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """An arrival of a source beside a mention.

    Attributes:
        seen: Digest of what the arrival says.
    """

    source: str
    arrival: Arrival
    seen: str
    known: Candidate

    @property
    def is_same_source(self) -> bool:
        return any(source == self.source for source, _ in self.known.shown)

    @property
    def is_same_id(self) -> bool:
        return has_id(self.arrival.mention) and (self.source, self.arrival.mention.native_id) in self.known.shown

    @property
    def is_repeated(self) -> bool:
        """Whether the source showed this very text there last."""
        return self.known.shown.get((self.source, self.arrival.mention.native_id)) == self.seen

    @property
    def is_same_address(self) -> bool:
        address, known = self.arrival.mention.permalink, self.known
        return bool(address) and (address == known.mention.permalink or by_address(address or "") in known.names)

    @property
    def is_other_address(self) -> bool:
        """Both have one, and they differ."""
        addresses = self.arrival.mention.permalink and self.known.mention.permalink
        return bool(addresses) and not self.is_same_address

    @property
    def is_same_time(self) -> bool:
        """Both say when, and it is the same moment."""
        said_at = self.arrival.mention.published_at
        return said_at is not None and said_at == self.known.mention.published_at

    @property
    def is_untimed(self) -> bool:
        return self.arrival.mention.published_at is None and self.known.mention.published_at is None

    @property
    def is_same_title(self) -> bool:
        title = self.arrival.mention.title
        return bool(title) and equal(title, self.known.mention.title)

    def texts(self) -> tuple[str, str]:
        """What is compared: both texts; with the titles where one of the two has no text."""
        arrived, known = self.arrival.mention, self.known.mention
        if arrived.text and known.text:
            return arrived.text, known.text
        return f"{arrived.title}\n{arrived.text}", f"{known.title}\n{known.text}"


Row = Callable[[Pair], bool | None]
"""True: the same post; False: two; None: this row does not apply."""


def same_number(pair: Pair) -> bool | None:
    """An export of a store names the mention by its number: the same, if it says the same. In another store the number
    is somebody else's."""
    if pair.arrival.mention.id == pair.known.id and (half_shared(*pair.texts()) or contained(*pair.texts())):
        return True
    return None


def same_uri(pair: Pair) -> bool | None:
    """A global URI (at://, ActivityPub) is one post wherever it is seen."""
    uri = pair.arrival.mention.uri
    return True if uri and uri == pair.known.mention.uri else None


def same_id(pair: Pair) -> bool | None:
    """The same source, and the id that it gave: a platform's is the post's, unless address and text say otherwise; a
    table's may be a row number, and needs the same time, or the same address and half of the text."""
    if not pair.is_same_id:
        return None
    if pair.arrival.row_ids:
        return pair.is_same_time or ((pair.is_same_address or pair.is_untimed) and half_shared(*pair.texts()))
    return not pair.is_other_address or pair.is_repeated or half_shared(*pair.texts())


def other_author(pair: Pair) -> bool | None:
    """The same source, and two people."""
    if pair.is_same_source and are_different(pair.arrival.mention.author, pair.known.mention.author):
        return False
    return None


def other_id(pair: Pair) -> bool | None:
    """The same source under another id: the same only with the same address and text, whatever the title."""
    if not pair.is_same_source or not has_id(pair.arrival.mention):
        return None
    return pair.is_same_address and equal(said(pair.arrival.mention), said(pair.known.mention))


def same_address(pair: Pair) -> bool | None:
    """No id, or another source: the same address, and the same text, a part of it, half of it, or the same title at the
    same time."""
    if not pair.is_same_address:
        return None
    texts = pair.texts()
    return half_shared(*texts) or contained(*texts) or (pair.is_same_title and pair.is_same_time)


TABLE: tuple[Row, ...] = (same_number, same_uri, same_id, other_author, other_id, same_address)


def row_of(pair: Pair) -> tuple[int, bool]:
    """The row that applies, from 0, and whether the two are the same; two where none does."""
    for number, row in enumerate(TABLE):
        answer = row(pair)
        if answer is not None:
            return number, answer
    return len(TABLE), False


def told_apart(count: int) -> str:
    """What the report of a source or an import says of ids that are none."""
    posts = counted(count, "post has", "posts have")
    return f"{posts} an id that another post of this source has already, and came in apart: the ids are not unique"


def are_different(one: Author, other: Author) -> bool:
    """Whether two authors are known by the same sort of name, and it is not the same."""
    for mine, theirs in ((one.id, other.id), (one.handle, other.handle), (one.name, other.name)):
        if mine and theirs:
            return mine.casefold().split() != theirs.casefold().split()
    return False
