"""Boards of classified advertisements whose searches are feeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from sources.anywhere.address import Address, filled, gaps
from sources.apis.searching import Searching
from sources.base import About, source
from sources.feeds.preset import Preset
from sources.reading.links import host
from storage.records import Ask, Kind


def _searching(address: str) -> str:
    if gaps(address) != {"query"}:
        raise ValueError(
            "has no gap {query} for the words, or others; write it as https://board.example/s?q={query}&rss"
        )
    return address


@source("classifieds")
class Classifieds(Preset, Searching):
    """Advertisements on boards whose search results can be had as a feed (many run on Osclass, or look like the old
    Craigslist): one's own products second-hand, copies, thefts. Any other search that is a feed is read as well."""

    usual: ClassVar[Kind] = "forum"
    at_once: ClassVar[int] = 4
    about: ClassVar[About] = About(
        title="Classified advertisements",
        quota="what its operator allows",
        documentation="https://www.rssboard.org/rss-specification",
        searches=True,
        blind="boards without feeds; Craigslist itself has ended its own",
        past="a feed holds its newest entries alone; import older ones with `listener import`",
    )

    boards: tuple[Annotated[Address, AfterValidator(_searching)], ...] = Field(
        min_length=1,
        description="Addresses of searches as feeds, with a gap {query} for the words",
        examples=[["https://board.example.org/index.php?page=search&sFeed=rss&sPattern={query}"]],
    )

    def addresses(self, ask: Ask) -> Mapping[str, str]:
        return {
            f"{host(board)}: {words}": filled(board, {"query": words})
            for words in self.searches(ask)
            for board in self.boards
        }
