"""From page to page: by link, by number, by offset, by whatever an API hands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from sources.anywhere.address import Address, filled, gaps, moment, onward
from sources.anywhere.fields import Anywhere
from sources.apis.searching import Searching
from sources.apis.walk import Step
from sources.feeds.remembering import recalled, remembered
from storage.records import Ask

At = Mapping[str, str]
"""Where a page begins: `url`, or what fills the gaps {page} {offset} {cursor}."""


class Paged(Searching, Anywhere):
    """Settings of places whose addresses have gaps."""

    url: Address = Field(
        description="Its address, with the gaps {since} {cursor} {query} {page} {offset} where it takes them",
        examples=["https://forum.example.org/api/posts?page={page}"],
    )
    first_page: int = Field(1, ge=0, description="The number of the first {page}")
    since_format: str = Field("iso", description='How {since} is written: iso, date, epoch, ms, or as "%Y/%m/%d"')
    order: Literal["newest first", "other"] = Field(
        "newest first", description="How the items are ordered; other: all pages are read every time"
    )

    def listings(self, ask: Ask) -> list[str]:
        """What to search for where the address takes it; "" for the one listing otherwise."""
        return self.searches(ask) if "query" in gaps(self.url) else [""]

    def begun(self, step: Step) -> At:
        """Where the page of a step begins."""
        return {"page": str(self.first_page), "offset": "0", **(step.at or {})}

    def address(self, at: At, words: str, step: Step) -> str:
        """The address of the page there."""
        if "url" in at:
            return recalled(at["url"], self.url)
        return filled(self.url, {"since": moment(step.since, self.since_format), "query": words, **at})

    def following(self, at: At, here: str, link: str | None, count: int) -> At | None:
        """Where the page behind one of `count` items begins, by its own link or by number; None: there is none.
        Raises Broken for a link to another place."""
        if not count:
            return None
        if link:
            there = remembered(onward(here, link), self.url)
            return {"url": there} if there else None
        if "page" in gaps(self.url):
            return {"page": str(int(at["page"]) + 1)}
        return {"offset": str(int(at["offset"]) + count)} if "offset" in gaps(self.url) else None
