"""Which entries are the same, and what identifies each.

An entry is known by its guid; by guid and address where one document uses a guid twice; by its address if it has no
guid; by what it says if neither tells entries apart. One that has neither is known by author, time and text, and by
which of several equal ones in its document it is. An address that several entries share identifies none of them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sources.feeds.entry import Document, Entry
from sources.reading import dates, links

LONGEST = 500


def distinct(entries: Sequence[Entry]) -> list[Entry]:
    """Entries without empty ones and those that repeat an earlier one word for word; of those without guid and address
    two may well say the same."""
    seen: dict[tuple[str | int | None, ...], Entry] = {}
    for number, entry in enumerate(entries):
        if not entry.is_empty:
            own = () if entry.guid or entry.link else (number,)
            seen.setdefault((entry.guid, entry.link, entry.title, entry.text, *own), entry)
    return list(seen.values())


def native_ids(entries: Sequence[Entry]) -> list[str]:
    """The identifier of each of some distinct entries, unique among them."""
    told = _versions_left_out(entries)
    guids = Counter(entry.guid for entry in told)
    addresses = Counter(links.canonical(entry.link) or entry.link for entry in told)
    pairs = Counter((entry.guid, entry.link) for entry in told)
    return numbered(_native_id(entry, guids, addresses, pairs) for entry in told)


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
    said = anonymous(entry) if not (entry.guid or entry.link) else digest(entry.title, entry.text)
    return _short(f"{entry.guid} {said}".strip())


def anonymous(entry: Entry) -> str:
    """What tells an entry apart that has neither guid nor address: who said it, when, and what."""
    times = (found.isoformat() for date in entry.dates if (found := dates.parse(date)))
    return digest(entry.author.identity or "", next(times, ""), entry.title, entry.text)


def numbered(identifiers: Iterable[str]) -> list[str]:
    """The same with the second and later of several equal ones counted: there are as many as the document holds."""
    times: Counter[str] = Counter()
    found = []
    for identifier in identifiers:
        times[identifier] += 1
        found.append(identifier if times[identifier] == 1 else f"{identifier} {times[identifier]}")
    return found


def _versions_left_out(entries: Sequence[Entry]) -> list[Entry]:
    """With guids that do not count versions, unless the rest is the guid of several: then they are numbers of posts."""
    bare = [links.without_number(entry.guid, entry.link) for entry in entries]
    times = Counter(bare)
    return [replace(entry, guid=guid) if times[guid] == 1 else entry for entry, guid in zip(entries, bare, strict=True)]


def digest(*parts: str) -> str:
    """A short hash of some texts."""
    return hashlib.blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _short(identifier: str) -> str:
    return identifier if len(identifier) <= LONGEST else f"{identifier[: LONGEST - 40]}…{digest(identifier)}"
