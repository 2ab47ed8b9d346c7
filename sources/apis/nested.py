"""Listings whose items have listings of their own, of which a page shows the beginning: threads with replies.

What such a listing goes on with is read before the next page, one step of the walk each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sources.apis.page import Page
from sources.apis.walk import Step

Inner = Sequence[Any]
"""A listing inside an item: plain values, by which the source knows where to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a walk has come to.

    Attributes:
        page: The page to be read next, once nothing is left inside; None: the first.
        inside: Listings that are to be read before, the first of them now.
        oldest: Of the page that they were on, in ISO 8601: so far the walk has come.
    """

    page: Any = None
    inside: Sequence[Inner] = ()
    oldest: str | None = None

    @property
    def now(self) -> Inner | None:
        """The listing inside an item that this step reads; None where it reads a page."""
        return self.inside[0] if self.inside else None

    def after(self, page: Page, next: Any, inside: Sequence[Inner]) -> Page:
        """What was read here, with the way on.

        Args:
            next: The page after the present one; of no meaning where a listing inside was read.
            inside: Listings that were found to go on.
        """
        waiting = [*self.inside[1:], *inside]
        oldest = self.oldest if self.now else page.oldest and page.oldest.isoformat()
        way = self.page if self.now else next
        if waiting:
            # That its oldest post has been reached must not end the walk before what is inside was read.
            early = replace(page, newest=None, oldest=None) if self.now else replace(page, oldest=page.newest)
            return replace(early, next={"page": way, "inside": waiting, "oldest": oldest})
        done = page
        if self.now:
            done = replace(page, newest=None, oldest=datetime.fromisoformat(oldest) if oldest else None)
        return replace(done, next=None if way is None else {"page": way})


def place(step: Step) -> Place:
    """Where the walk has come to."""
    return Place(**(step.at or {}))


def joined(outer: Page, inner: Sequence[Page]) -> Page:
    """A page and what was read inside its items, as one; how far it reaches the page itself says."""
    pages = (outer, *inner)
    return replace(
        outer,
        mentions=tuple(each for page in pages for each in page.mentions),
        refused=tuple(each for page in pages for each in page.refused),
        partial=tuple(dict.fromkeys(why for page in pages for why in page.partial)),
    )
