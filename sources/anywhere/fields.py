"""Which field of a mention stands where in an item: the settings, and the mention made by them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from sources.apis.item import Item, UnusableError
from sources.apis.page import MANY, Deleted, Page
from sources.base import Options
from sources.reading import dates, links
from sources.reading.text import line
from sources.reading.zones import Zone
from storage.records import Author, Kind, Mention, Rating

Name = Literal[
    "id", "uri", "url", "title", "text", "html", "author", "author_id", "handle", "followers", "language", "published",
    "parent", "thread", "rating", "likes", "replies", "shares", "views", "deleted",
]  # fmt: skip
CORE: tuple[Name, ...] = ("id", "url", "text", "html", "author", "handle", "published")
"""What every place has, once it has it: where no item has it any more, the place has changed."""
USUAL: tuple[Name, ...] = ("title", "author_id", "language", "rating")
"""What many an item has: missed where none of many has it."""
SAID: tuple[Name, ...] = ("url", "author", "handle", "published", "rating", "title", "text", "html")
COUNTS: tuple[Name, ...] = ("likes", "replies", "shares", "views")


class Anywhere(Options):
    """Settings that say how items become mentions; the fields themselves are named by each source in its own way."""

    timezone: Zone = Field("UTC", description="Time zone of times that do not say theirs")
    time_format: str | None = Field(
        None, description='How times are written, as "%d.%m.%Y %H:%M"; left out: found by itself', examples=["%d.%m.%Y"]
    )
    day_first: bool | None = Field(
        None, description="How to read 03/04/2026: true is 3 April; left out: not at all", examples=[True]
    )
    best: float = Field(5.0, description="The best rating that can be given")
    worst: float = Field(1.0, description="The worst rating that can be given")

    def mention(self, item: Item, now: datetime, base: str, usual: Kind) -> Mention | Deleted:
        """An item whose values stand under the names of the fields. Raises UnusableError where it says nothing."""
        text = item.html("html") if item.get("html") else item.text("text")
        title, url = item.line("title"), item.link("url", base)
        when = self._said(item, now)
        id = item.id("id")
        if _is_true(item.get("deleted")):
            return Deleted(id)
        rating = self._rating(item)
        if not (text or title or rating):
            raise UnusableError("it has neither a text nor a title nor a rating")
        return Mention(
            kind=self.kind or ("review" if rating else usual),
            native_id=id,
            uri=item.line("uri") or None,
            url=url,
            permalink=links.canonical(url),
            author=Author(
                id=item.line("author_id") or None,
                handle=item.line("handle").removeprefix("@") or None,
                name=item.line("author") or None,
                followers=item.count("followers"),
            ),
            title=title,
            text=text,
            language=item.language("language", self.language),
            **when,
            collected_at=now,
            parent_id=item.line("parent") or None,
            thread_id=item.line("thread") or None,
            rating=rating,
            engagement=item.counts(**{name: name for name in COUNTS}),
        )

    def _said(self, item: Item, now: datetime) -> dict[str, Any]:
        raw = item.line("published")
        found = _moment(raw, now, self.time_format, ZoneInfo(self.timezone), self.day_first) if raw else None
        return {"published_at": found, "published_raw": None if found else raw or None}

    def _rating(self, item: Item) -> Rating | None:
        try:
            value = float(item.raw("rating").replace(",", "."))
        except ValueError:
            return None
        return Rating(value=value, best=self.best, worst=self.worst) if self.worst <= value <= self.best else None


def _moment(raw: str, now: datetime, written: str | None, zone: tzinfo, day_first: bool | None) -> datetime | None:
    found = dates.parse(raw, zone, day_first=day_first) if written is None else _written(raw, written, zone)
    return found if found and dates.plausible(found, now) else None


def _written(raw: str, pattern: str, zone: tzinfo) -> datetime | None:
    try:
        found = datetime.strptime(raw, pattern)  # noqa: DTZ007 - its zone is given in the next line
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _is_true(value: Any) -> bool:
    """A flag, or a time at which it was raised."""
    return value not in (None, False, 0, "", "false", "0", [], {})


def identified(items: Sequence[Any]) -> tuple[list[Any], list[str]]:
    """The items, each with an `id` of its own, and what is wrong with the ids that they have.

    Without one an item is known by its address; where several share that, by what it says, and the n-th time that it
    says just that.
    """
    objects = [item for item in items if isinstance(item, Mapping)]
    ids, addresses = (Counter(_text(item.get(name)) for item in objects) for name in ("id", "url"))
    shared = sorted(id for id, times in ids.items() if id and times > 1)
    said: Counter[str] = Counter()
    found = [_with_id(item, ids, addresses, said) if isinstance(item, Mapping) else item for item in items]
    return found, [
        f"field `id` is {line(id, 60)!r} in {ids[id]} items, so that it identifies none of them" for id in shared[:1]
    ]


def _with_id(
    item: Mapping[str, Any], ids: Counter[str], addresses: Counter[str], said: Counter[str]
) -> Mapping[str, Any]:
    id, address = _text(item.get("id")), _text(item.get("url"))
    if id and ids[id] == 1:
        return item
    if address and addresses[address] == 1:
        return {**item, "id": links.canonical(address) or address}
    content = "\x00".join(_text(item.get(name)) for name in SAID)
    digest = hashlib.blake2b(content.encode("utf-8", "replace"), digest_size=16).hexdigest()
    said[digest] += 1
    return {**item, "id": digest if said[digest] == 1 else f"{digest}-{said[digest]}"}


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def vanished(fields: Mapping[Name, str], items: Sequence[Mapping[str, Any]], seen: str) -> list[str]:
    """A sentence for each field that no item has, though every place has it, or many an item of such a place.

    Args:
        seen: What an item holds instead, in words.
    """
    empty, asked = empty_fields(fields, items), (*CORE, *USUAL) if len(items) >= MANY else CORE
    said = f"; an item holds {seen}" if seen else ""
    return [
        f"field `{name}` (`{fields[name]}`) is empty in {_all(len(items))}{said}" for name in asked if name in empty
    ]


def _all(number: int) -> str:
    return "the only item" if number == 1 else f"all {number} items"


def empty_fields(fields: Mapping[Name, str], items: Sequence[Mapping[str, Any]]) -> list[Name]:
    """The fields that are asked for and that no item has."""
    return [name for name in fields if items and all(item.get(name) in (None, "", [], {}) for item in items)]


def unordered(page: Page, now: datetime) -> Page:
    """A page of a listing that is not ordered: nothing in it says that what is known has been reached."""
    return replace(page, oldest=now)
