"""What identifies each row of a table: its id, unless that is no id; else its address, unless others share it; else
what it says, and which of several equal rows it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sources.reading import links
from storage.intake.identity import is_shortened

_CONTENT = (
    "url", "author.id", "author.handle", "author.name", "published_at", "time", "title", "text", "snippet", "hit",
)  # fmt: skip
_SAID = ("author.name", "author.handle", "published_at", "time", "title", "text")

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How the rows of one document are told apart.

    Attributes:
        shared: Addresses under which several different things are said; they identify none of them.
        cut: Ids of which a spreadsheet left only a few digits.
        repeated: Ids under which several different things are said; they are no ids.
        ours: The document is an export of ours, whose rows have numbers of their own.
        occurrences: Number of a row -> how many equal rows there are up to it; only where that is more than one.
    """

    shared: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
    ours: bool = False
    occurrences: Mapping[int, int] = field(default_factory=dict)

    def id(self, cells: Cells) -> str:
        """The id of a row; "" where it has none that identifies it."""
        found = cells.get("native_id", "").strip()
        return "" if found in self.cut or found in self.repeated else found

    def permalink(self, url: str) -> str | None:
        """The address that identifies a row; None where it does not."""
        found = links.canonical(url)
        return None if found in self.shared else found

    @property
    def notes(self) -> tuple[str, ...]:
        """What the report says of ids that are not used."""
        told = (
            (self.cut, "were cut by a spreadsheet (export ids as text)"),
            (() if self.ours else self.repeated, "belong to several rows of this file"),
        )
        return tuple(
            f"ids like {min(ids)} {why} and are not used: rows are told apart by address, or by author, time and text"
            for ids, why in told
            if ids
        )


def addressed(cells: Cells) -> Cells:
    """The cells of a row without a global URI that is none: what other people's tables call so is a page's address."""
    uri = cells.get("uri", "").strip()
    if not uri or cells.get("own_id") or uri.startswith("at://"):
        return cells
    return {**cells, "uri": "", "url": cells.get("url") or uri}


def survey(rows: Iterable[tuple[int, Cells]]) -> Naming:
    """Look through all rows of a document, each with its number."""
    contents: dict[str, tuple[int, str]] = {}
    ours = False
    repeated: set[str] = set()
    addresses: set[tuple[str, str, int]] = set()
    times: Counter[int] = Counter()
    occurrences: dict[int, int] = {}
    for number, cells in rows:
        content = _hash(cells, _CONTENT)
        times[content] += 1
        if times[content] > 1:
            occurrences[number] = times[content]
        id, own_id = cells.get("native_id", "").strip(), cells.get("own_id", "")
        ours = ours or bool(own_id)
        if id and contents.setdefault(id, (content, own_id)) != (content, own_id):
            repeated.add(id)
        if address := links.canonical(cells.get("url")):
            addresses.add((address, id, _hash(cells, _SAID)))
    cut = frozenset(id for id in contents if is_shortened(id))
    unusable = cut | repeated
    return Naming(
        shared=_shared((address, "" if id in unusable else id, said) for address, id, said in addresses),
        cut=cut,
        repeated=frozenset(repeated - cut),
        ours=ours,
        occurrences=occurrences,
    )


def _hash(cells: Cells, fields: Iterable[str]) -> int:
    return hash(tuple(cells.get(field, "") for field in fields))


def _shared(said: Iterable[tuple[str, str, int]]) -> frozenset[str]:
    times = Counter(address for address, _, _ in {(address, id, 0 if id else what) for address, id, what in said})
    return frozenset(address for address, count in times.items() if count > 1)
