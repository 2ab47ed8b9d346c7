"""An answer in JSON: asked for, understood, and made a page of in a worker process."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sources.apis.item import Item, UnusableError, described, reached
from sources.apis.page import USUAL, Page, Read, Told, read_items
from sources.apis.usage import told
from sources.base import Answer, Net
from sources.reading import links
from sources.reading.text import line
from storage.errors import Broken, SourceError


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
