"""A page of a listing: from items to mentions, each item standing alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sources.apis.item import Item, UnusableError, reached
from sources.apis.usage import Usage
from storage.figures import counted
from storage.records import Mention, Refused

LONGEST_BODY = 20_000
MANY = 10
"""Items of which some have what is usual."""
FEW = 4
"""Items among which none says more of where a page ends than the others."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """An item that is said to be deleted."""

    native_id: str


Told = Literal["published_at", "text", "author", "rating"]
WORDS: Mapping[Told, str] = {
    "published_at": "when it was said",
    "text": "anything in words",
    "author": "who said it",
    "rating": "how it is rated",
}
USUAL: tuple[Told, ...] = ("published_at",)
Read = Callable[[Item], Mention | Deleted | None]
"""What an item is; None for what is no post. Raises UnusableError where it lacks what every post must have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a listing.

    Attributes:
        next: Where the next page begins, a plain JSON value; None: this is the last one.
        newest, oldest: The span of time that the page covers, by what the listing is ordered by; None where unknown.
            What is pinned to its top, or was dated back, is older, and is not what it reaches down to.
        partial, notes: As in `Batch`.
        usage: What is used of a quota, by unit.
    """

    mentions: tuple[Mention, ...] = ()
    refused: tuple[Refused, ...] = ()
    deleted: tuple[str, ...] = ()
    next: Any = None
    newest: datetime | None = None
    oldest: datetime | None = None
    not_before: datetime | None = None
    partial: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    usage: Mapping[str, Usage] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many items it holds, whatever became of them."""
        return len(self.mentions) + len(self.refused) + len(self.deleted)

    def put_off(self, until: datetime | None) -> Page:
        """The same, where the place wants to be left alone until a time; None: where it does not."""
        return replace(self, not_before=max(filter(None, (self.not_before, until)), default=None))

    def but(self, why: str) -> Page:
        """The same, where it is not all that there is."""
        return replace(self, partial=(*self.partial, why))


@dataclass(slots=True)
class _Found:
    mentions: list[Mention] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)


def read_items(
    items: Sequence[Any],
    read: Read,
    *,
    now: datetime,
    expects: Sequence[str] = (),
    usual: Sequence[str] = (),
    tells: Sequence[Told] = USUAL,
    ordered_by: str | None = None,
    next: Any = None,
) -> Page:
    """Some items as a page, see `Document.page`."""
    found = _Found()
    for number, data in enumerate(items, 1):
        _take(found, number, data, read, ordered_by, now)
    return Page(
        mentions=tuple(found.mentions),
        refused=tuple(found.refused),
        deleted=tuple(found.deleted),
        next=next,
        newest=max(found.times, default=None),
        oldest=_reached(found.times),
        partial=(*_unread(found, len(items)), *(vanished(items, expects, usual) or _untold(found.mentions, tells))),
    )


def _reached(times: Sequence[datetime]) -> datetime | None:
    """How far back a page comes whose items are ordered, the newest first: the oldest of its last quarter."""
    return min(times[-max(len(times) // 4, 1) :] if len(times) >= FEW else times, default=None)


def _take(found: _Found, number: int, data: Any, read: Read, ordered_by: str | None, now: datetime) -> None:
    try:
        item = Item(data)
        what = read(item)
        when = item.said(ordered_by, now)["published_at"] if ordered_by else None
    except MemoryError:
        raise  # no item's fault alone
    except Exception as error:  # noqa: BLE001 - strangers write items
        found.refused.append(_refused(number, data, error))
        return
    if isinstance(what, Deleted):
        found.deleted.append(what.native_id)
    elif what is not None:
        found.mentions.append(what)
        when = when if ordered_by else what.published_at
    if when:
        found.times.append(when.astimezone(UTC))


def _refused(number: int, data: Any, error: Exception) -> Refused:
    said = str(error) if isinstance(error, UnusableError) else f"it cannot be read: {error!r}"
    try:
        body = json.dumps(data, ensure_ascii=False)[:LONGEST_BODY]
    except (ValueError, RecursionError):
        body = ""
    return Refused(native_id=_name(data, number), reason=said, body=body)


def _name(data: Any, number: int) -> str:
    named = (data.get(name) for name in ("id", "url", "uri")) if isinstance(data, Mapping) else ()
    return next((str(value)[:500] for value in named if isinstance(value, str | int) and value), f"item {number}")


def _unread(found: _Found, count: int) -> list[str]:
    if not found.refused:
        return []
    first = found.refused[0].reason
    return [f"{len(found.refused)} of {counted(count, 'item')} cannot be read; the first: {first}"]


def _untold(mentions: Sequence[Mention], tells: Sequence[Told]) -> list[str]:
    """What no mention says any more."""
    gone = [each for each in tells if mentions and not any(_says(mention, each) for mention in mentions)]
    return [f"no item says {WORDS[each]} any more; has the API changed?" for each in gone]


def _says(mention: Mention, what: Told) -> bool:
    if what == "author":
        return any((mention.author.id, mention.author.handle, mention.author.name))
    return bool(mention.text or mention.title) if what == "text" else getattr(mention, what) is not None


def vanished(items: Sequence[Any], expects: Sequence[str], usual: Sequence[str] = ()) -> list[str]:
    """Fields that no item has any more: the shape of the answer has changed; see `Document.page`."""
    there = [item for item in items if isinstance(item, Mapping)]
    expected = (*expects, *usual) if len(there) >= MANY else expects
    gone = [path for path in expected if there and all(reached(item, path) is None for item in there)]
    return [f"no item has `{path}` any more; has the API changed?" for path in gone]
