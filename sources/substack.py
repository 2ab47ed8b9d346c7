"""Newsletters on Substack, by their feeds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from sources.base import About, source
from sources.feeds.preset import Preset
from storage.records import Ask, Kind

NAME = re.compile(
    r"@?([a-z0-9][a-z0-9-]*)|(?:https?://)?(?:open\.)?substack\.com/(?:pub/|@)([\w-]+)(?:/.*)?", re.IGNORECASE
)
SITE = re.compile(r"(https?://)?([\w.-]+(?::\d+)?)((?:/[^?#\s]*)?)[?#]?\S*", re.IGNORECASE)


def _letter(written: str) -> str:
    """The address of the feed: of NAME, NAME.substack.com, a domain of its own, or one of its issues."""
    said = written.strip()
    if named := NAME.fullmatch(said):
        return f"https://{(named[1] or named[2]).lower()}.substack.com/feed"
    found = SITE.fullmatch(said)
    if not found:
        raise ValueError(f"{written!r} is no newsletter; write its name as in NAME.substack.com, or its own address")
    path = found[3].partition("/p/")[0].rstrip("/")
    path = path.removesuffix("/feed").removesuffix("/archive").removesuffix("/about")
    return f"{found[1] or 'https://'}{found[2].lower()}{path}/feed"


@source("substack")
class Substack(Preset):
    """New issues of newsletters on Substack."""

    usual: ClassVar[Kind] = "blog"
    about: ClassVar[About] = About(
        title="Substack",
        quota="as often as the feeds themselves allow",
        documentation="https://support.substack.com/hc/en-us/articles/360038239391-Is-there-an-RSS-feed-for-my-publication",
        blind="what is only for paying readers, notes, and comments",
        past="a feed holds its newest entries alone; import older ones with `listener import`",
    )

    newsletters: tuple[Annotated[str, AfterValidator(_letter)], ...] = Field(
        min_length=1, description="Names, as in NAME.substack.com, or addresses of their own", examples=[["tealeaf"]]
    )

    def addresses(self, ask: Ask) -> Mapping[str, str]:  # noqa: ARG002 (feeds cannot be searched)
        return {each.split("/")[2]: each for each in self.newsletters}
