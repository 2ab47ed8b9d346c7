"""Any page made for people, without code: its list by CSS selectors, or the reviews that it tells to programs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import Field, model_validator

from sources.anywhere.address import Address
from sources.anywhere.fields import Name, identified, unordered, vanished
from sources.anywhere.pages import Selector, decoded, frequent, held, split, titled, tree, value
from sources.anywhere.paging import At, Paged
from sources.apis.item import Item
from sources.apis.page import Deleted, Page, read_items
from sources.apis.walk import Pace, Step, collect, past
from sources.base import About, Answer, Net, source
from sources.reading import links
from sources.reading.text import from_html
from storage.errors import Broken
from storage.records import Ask, Batch, Cursor, Mention

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

PACE = Pace(overlap=timedelta(days=1), first=timedelta(days=30), pages=3, deepest=20)


@source("html")
class Html(Paged):
    """Any page made for people: a list of posts by CSS selectors, or, without them, the reviews (schema.org, JSON-LD)
    that shops write into their pages. What robots.txt forbids is not read."""

    about: ClassVar[About] = About(
        title="Any page",
        quota="what its operator allows",
        documentation="https://www.w3.org/TR/selectors-4/",
        blind="what a page only fetches once somebody looks at it",
        past="as far as its pages go",
    )

    every: timedelta = Field(timedelta(hours=1), ge=timedelta(seconds=1), description="Time between two polls")
    url: Address = Field(
        description="Its address, with the gaps {page} {offset} {query} {since} where it takes them",
        examples=["https://shop.example.org/kettle"],
    )
    items: Selector | None = Field(
        None, description="CSS selector of one item of the list; left out: its reviews", examples=["article.post"]
    )
    fields: dict[Name, Selector] = Field(
        default_factory=dict,
        description="Which field stands where in an item: a CSS selector, behind an @ the attribute that is meant",
        examples=[{"text": ".body", "author": ".user", "published": "time@datetime", "url": "a.permalink@href"}],
    )
    nothing: Selector | None = Field(
        None,
        title="Mark of an empty page",
        description="What a page shows where it has no items: else that is taken for a page that changed",
        examples=["p.no-results"],
    )
    next: Selector | None = Field(
        None, title="Next page", description="The link to the next page", examples=["a.next@href"]
    )
    since_format: str = Field("date", description='How {since} is written: iso, date, epoch, ms, or as "%Y/%m/%d"')

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.items and not {"text", "html", "title", "rating"} & self.fields.keys():
            raise ValueError('"fields" must name one of text, html, title or rating beside "items"')
        if self.fields and not self.items:
            raise ValueError('"items" is missing: the selector of one item, in which the fields stand')
        return self

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:
        return await collect(cursor, self.listings(ask), partial(self._page, net), PACE, net.now)

    def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:
        return past(cursor, self.listings(ask), partial(self._page, net), PACE, since, net.now)

    async def _page(self, net: Net, words: str, step: Step) -> Page:
        at = self.begun(step)
        url = self.address(at, words, step)
        if not await net.http.allowed(url):
            said = "its robots.txt does not let programs read it, or cannot be had at the moment"
            raise Broken(f"{links.shown(url)}: {said}; ask its operator for an API")
        answer = await net.http.get(url, headers={"accept": "text/html, application/xhtml+xml"})
        if answer.status == 304:
            raise Broken(f"{links.shown(url)} answers 304 (unchanged) to a request that asked for everything")
        page = await net.run(self.read, at, step.at is None, answer, net.now)
        return page.put_off(answer.not_before)

    def read(self, at: At, is_first: bool, answer: Answer, now: Any) -> Page:
        """A page of items. Raises Broken where it shows none and does not say that there are none."""
        where = links.shown(answer.url)
        page = tree(decoded(answer.body, answer.headers), where)
        if self.items is None:
            return self._reviews(page, where, answer.url, now)
        nodes = page.css(self.items)
        if not nodes and is_first and not (self.nothing and page.css_first(self.nothing)):
            raise Broken(f"{where}: `items` (`{self.items}`) finds nothing on {titled(page)}; {frequent(page)}")
        values, doubtful = identified([self._values(node) for node in nodes])
        read = partial(self.mention, now=now, base=answer.url, usual="forum")
        found = read_items(
            values, read, tells=(), now=now, next=self.following(at, answer.url, self._link(page), len(nodes))
        )
        for wrong in (*doubtful, *vanished(self.fields, values, held(nodes[0]) if nodes else "")):
            found = found.but(wrong)
        return found if self.order == "newest first" else unordered(found, now)

    def _values(self, node: LexborNode) -> dict[str, Any]:
        return {name: self._value(node, name, selector) for name, selector in self.fields.items()}

    def _value(self, node: LexborNode, name: Name, selector: str) -> str | None:
        found = value(node, selector)
        return found if found is None or name == "html" or split(selector)[1] else from_html(found)

    def _link(self, page: LexborHTMLParser) -> str | None:
        return value(page.root, self.next) if self.next and page.root else None

    def _reviews(self, page: LexborHTMLParser, where: str, base: str, now: Any) -> Page:
        from sources.anywhere import reviews

        documents = reviews.documents(page)
        if not documents:
            raise Broken(f"{where}: {titled(page)} tells programs nothing (no JSON-LD); name its `items` by a selector")
        values, _ = identified([reviews.fields(each) for each in reviews.reviews(documents)])
        found = read_items(values, partial(self._review, base=base, now=now), tells=(), now=now)
        said = f"it tells programs of {', '.join(reviews.kinds_in(documents)[:8]) or 'nothing'}, and of no review"
        return unordered(found if found.mentions or found.refused else replace(found, notes=(said,)), now)

    def _review(self, item: Item, base: str, now: Any) -> Mention | Deleted:
        scale = {name: item.get(name) for name in ("best", "worst") if item.get(name) is not None}
        return self.model_copy(update=scale).mention(item, now, base, "review")
