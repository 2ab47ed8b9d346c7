"""Any JSON API, without code."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from pydantic import Field, SecretStr, field_validator

from sources.anywhere.address import gaps
from sources.anywhere.fields import Name, identified, unordered, vanished
from sources.anywhere.paging import At, Paged
from sources.anywhere.paths import Path, held, instead, search
from sources.apis.document import Document, fetch
from sources.apis.item import described
from sources.apis.page import Page, read_items
from sources.apis.walk import Pace, Step, collect, past
from sources.base import About, Net, source
from sources.reading import links
from storage.errors import Broken
from storage.records import Ask, Batch, Cursor

PACE = Pace(overlap=timedelta(hours=2), first=timedelta(days=30))
NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel\s*=\s*"?next"?', re.IGNORECASE)


@source("json")
class Json(Paged):
    """Any JSON API: its address, where its items stand, and which field of a mention is which of theirs."""

    about: ClassVar[About] = About(
        title="Any JSON API",
        quota="what its operator allows",
        documentation="https://jmespath.org/specification.html",
        proof="real answers",
        blind="whatever its settings do not name",
        past="as far as its pages go",
    )

    items: Path = Field("@", description="Where the list of items stands, as JMESPath", examples=["data.posts"])
    fields: dict[Name, Path] = Field(
        description="Which field stands where in an item, as JMESPath",
        examples=[{"id": "id", "text": "body", "author": "user.name", "published": "created_at", "url": "link"}],
        min_length=1,
    )
    headers: dict[str, SecretStr] = Field(
        default_factory=dict, description="Sent along; secrets as env:NAME", examples=[{"X-Api-Key": "env:FORUM_KEY"}]
    )
    token: SecretStr | None = Field(None, description="Sent as Authorization: Bearer …")
    next: Path | None = Field(
        None,
        title="Next page",
        description="Where the next page's address or {cursor} stands; a Link header is followed by itself",
        examples=["paging.next"],
    )

    @field_validator("fields")
    @classmethod
    def _says_something(cls, fields: Mapping[Name, str]) -> Mapping[Name, str]:
        if not {"text", "html", "title", "rating"} & fields.keys():
            raise ValueError("must name one of text, html, title or rating, else there is nothing to read")
        return fields

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:
        return await collect(cursor, self.listings(ask), partial(self._page, net), PACE, net.now)

    def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:
        return past(cursor, self.listings(ask), partial(self._page, net), PACE, since, net.now)

    async def _page(self, net: Net, words: str, step: Step) -> Page:
        at = self.begun(step)
        headers = {name: value.get_secret_value() for name, value in self.headers.items()}
        if self.token:
            headers["authorization"] = f"Bearer {self.token.get_secret_value()}"
        return await fetch(net, self.address(at, words, step), partial(self.read, at), headers=headers)

    def read(self, at: At, found: Document) -> Page:
        """A page of items."""
        items = search(self.items, found.data)
        if not isinstance(items, list):
            what = described(items) if items is not None else "nothing"
            raise Broken(f"{found.where}: `items` (`{self.items}`) finds {what} and no list; {instead(found.data)}")
        values, doubtful = identified([self._values(item) for item in items])
        read = partial(self.mention, now=found.now, base=links.join(self.url, ".") or "", usual="forum")
        page = read_items(values, read, tells=(), now=found.now, next=self._next(at, found, len(items)))
        for wrong in (
            *doubtful,
            *vanished(
                self.fields, [each for each in values if isinstance(each, dict)], held(items[0]) if items else ""
            ),
        ):
            page = page.but(wrong)
        return page if self.order == "newest first" else unordered(page, found.now)

    def _values(self, item: Any) -> Any:
        return {name: search(path, item) for name, path in self.fields.items()} if isinstance(item, Mapping) else item

    def _next(self, at: At, found: Document, count: int) -> At | None:
        named = search(self.next, found.data) if self.next else None
        if "cursor" in gaps(self.url):
            is_one = named and count and not isinstance(named, list | dict)
            return {"cursor": str(named)} if is_one else None
        header = NEXT.search(found.headers.get("link", ""))
        link = named if isinstance(named, str) else header[1] if header else None
        return self.following(at, self.url, link, count)
