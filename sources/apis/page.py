"""A page of a listing: from the bytes of an answer to mentions, each item standing alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sources.apis.item import Item, UnusableError, described, reached
from sources.apis.usage import Usage, told
from sources.base import Answer, Net
from sources.reading import links
from sources.reading.text import line
from storage.errors import Broken, SourceError
from storage.figures import counted
from storage.records import Mention, Refused

LONGEST_BODY = 20_000
MANY = 10
"""Items of which some have what is usual."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An answer in JSON.

    Attributes:
        where: The address as messages show it.
        now: The time of the poll.
    """

    data: Any
    where: str
    headers: Mapping[str, str]
    now: datetime

    def get(self, path: str) -> Any:
        """What stands at a dotted path; None where nothing does."""
        return reached(self.data, path)

    def has(self, path: str) -> bool:
        """Whether something stands there, be it null."""
        around, _, name = path.rpartition(".")
        found = self.get(around)
        return isinstance(found, Mapping) and name in found

    def count(self, path: str) -> int:
        """A number of things; 0 where there is none."""
        value = self.get(path)
        return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0

    def list(self, path: str) -> Sequence[Any]:
        """The list that stands there. Raises Broken where there is none: an answer of another shape is not empty."""
        found = self.get(path)
        if not isinstance(found, list):
            place = f"in `{path}`" if path else "at its top"
            what = described(found) if found is not None or not path else f"nothing; it is {described(self.data)}"
            raise Broken(f"{self.where} has no list {place} but {what}; has its API changed?")
        return found

    def last(self, path: str) -> Item | None:
        """The last item of a list that is one, behind which the next page begins; None where none is. Raises Broken
        where there is no list."""
        return next((Item(each) for each in reversed(self.list(path)) if isinstance(each, Mapping)), None)

    def page(
        self,
        path: str,
        read: Read,
        *,
        expects: Sequence[str] = (),
        usual: Sequence[str] = (),
        shows: Sequence[str] = (),
        tells: Sequence[Told] = USUAL,
        ordered_by: str | None = None,
        next: Any = None,
    ) -> Page:
        """The items of the list at `path`, each read alone.

        Args:
            expects: Paths of fields that not every item has, but some item of a page: one that is gone from all of
                them makes the page partial.
            usual: Paths of fields that many items have: one that is gone from a page of ten or more does the same.
            shows: Paths of what stands beside the list in every answer, such as what says whether there is more: one
                that is gone makes the page partial, as the end of a listing would look the same.
            tells: What some mention of a page says, wherever it stands: where none does, the page is partial.
            ordered_by: Path of the time by which the listing is ordered, where that is not when items were said.
        """
        items = self.list(path)
        page = read_items(
            items, read, expects=expects, usual=usual, tells=tells, ordered_by=ordered_by, next=next, now=self.now
        )
        lacks = [f"the answer has no `{each}` any more; has the API changed?" for each in shows if not self.has(each)]
        return replace(page, partial=(*page.partial, *lacks))


@dataclass(slots=True)
class _Found:
    mentions: list[Mention] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)


async def fetch(
    net: Net,
    url: str,
    read: Callable[[Document], Page],
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    post: Any = None,
) -> Page:
    """Ask for a page; `read` makes it of the answer, in a worker process: it must be picklable, as a method of the
    source is. Raises SourceError.

    Args:
        post: What to send as JSON, for places that want to be asked so.
    """
    return await made(net, await asked(net, url, params=params, headers=headers, post=post), read)


async def asked(
    net: Net,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    post: Any = None,
) -> Answer:
    """The answer that `fetch` makes a page of."""
    sent = {"accept": "application/json", **(headers or {})}
    if post is None:
        answer = await net.http.get_known(url, params=params, headers=sent)
    else:
        sent["content-type"] = "application/json"
        answer = await net.http.post(url, content=json.dumps(post).encode(), headers=sent)
    if answer.status == 304:
        raise Broken(f"{links.shown(answer.url)} answers 304 (unchanged) to a request that asked for everything")
    return answer


async def made(net: Net, answer: Answer, read: Callable[[Document], Page]) -> Page:
    """The page that an answer holds, see `fetch`."""
    return await net.run(_read, read, answer, net.now)


def _read(read: Callable[[Document], Page], answer: Answer, now: datetime) -> Page:
    found = document(answer, now)
    try:
        page = read(found)
    except (SourceError, MemoryError):
        raise
    except Exception as error:  # strangers write answers
        said = error if isinstance(error, UnusableError) else f"{error!r}"
        raise Broken(f"{found.where} cannot be read: {line(str(said), 300)}; has its API changed?") from error
    return replace(page.put_off(answer.not_before), usage={**told(answer.headers, now), **page.usage})


def document(answer: Answer, now: datetime) -> Document:
    """An answer as JSON. Raises Broken for anything else."""
    where = links.shown(answer.url)
    return Document(data=parsed(answer.body, where), where=where, headers=answer.headers, now=now)


def parsed(body: bytes, where: str) -> Any:
    """The JSON value of some bytes; what no JSON knows (NaN) is missing. Raises Broken, with what it is instead."""
    try:
        return json.loads(body, parse_constant=lambda _: None)
    except RecursionError:
        raise Broken(f"{where} is nested too deeply to be read") from None
    except ValueError as error:
        raise Broken(f"{where} {_instead(body, error)}") from None


def _instead(body: bytes, error: ValueError) -> str:
    start = body[:2_000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not start:
        return "sent an empty answer instead of JSON"
    if start.startswith("<"):
        return f"sent a page made for people instead of JSON; it begins with {line(start, 60)!r}"
    cut = isinstance(error, json.JSONDecodeError) and error.pos >= len(body.decode("utf-8", "replace").rstrip()) - 1
    return "sent JSON that ends too early" if cut or start[0] in "{[" else f"sent {line(start, 60)!r} instead of JSON"


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
        oldest=min(found.times, default=None),
        partial=(*_unread(found, len(items)), *(vanished(items, expects, usual) or _untold(found.mentions, tells))),
    )


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
