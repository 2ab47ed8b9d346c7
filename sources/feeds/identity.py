"""Which entries are the same, and what identifies each.

An entry is known by its guid; by guid and address where one document uses a guid twice; by its address if it has no
guid; by what it says if neither tells entries apart. An address that several entries share identifies none of them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from sources.feeds.entry import Document, Entry
from sources.reading import links

LONGEST = 500


def distinct(entries: Sequence[Entry]) -> list[Entry]:
    """Entries without empty ones and those that repeat an earlier one word for word."""
    seen: dict[tuple[str, str | None, str, str], Entry] = {}
    for entry in entries:
        if not entry.is_empty:
            seen.setdefault((entry.guid, entry.link, entry.title, entry.text), entry)
    return list(seen.values())


def native_ids(entries: Sequence[Entry]) -> list[str]:
    """The identifier of each of some distinct entries, unique among them."""
    guids = Counter(entry.guid for entry in entries)
    addresses = Counter(links.canonical(entry.link) or entry.link for entry in entries)
    pairs = Counter((entry.guid, entry.link) for entry in entries)
    return [_native_id(entry, guids, addresses, pairs) for entry in entries]


def permalinks(document: Document, entries: Sequence[Entry], url: str) -> list[str | None]:
    """The canonical address that identifies each entry, None where it is shared or leads to the feed itself."""
    own = {links.canonical(document.site), links.canonical(url)}
    found = [links.canonical(entry.home or entry.link) for entry in entries]
    times = Counter(found)
    return [address if address and times[address] == 1 and address not in own else None for address in found]


def _native_id(
    entry: Entry,
    guids: Counter[str],
    addresses: Counter[str | None],
    pairs: Counter[tuple[str, str | None]],
) -> str:
    address = links.canonical(entry.link) or entry.link
    if entry.guid and guids[entry.guid] == 1:
        return _short(entry.guid)
    if entry.guid and pairs[entry.guid, entry.link] == 1:
        return _short(f"{entry.guid} {entry.link or ''}".strip())
    if not entry.guid and address and addresses[address] == 1:
        return _short(address)
    said = digest(entry.title, entry.text)
    return _short(f"{entry.guid} {said}".strip())


def digest(*parts: str) -> str:
    """A short hash of some texts."""
    return hashlib.blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _short(identifier: str) -> str:
    return identifier if len(identifier) <= LONGEST else f"{identifier[: LONGEST - 40]}…{digest(identifier)}"
