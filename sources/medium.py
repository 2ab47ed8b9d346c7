"""Medium: people, publications and tags, by their feeds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, HttpUrl

from sources.base import About, source
from sources.feeds.preset import Preset
from storage.records import Ask, Kind

PLACE = re.compile(r"(?:https?://medium\.com/(?:feed/)?)?(@[\w.-]+|tag/[\w-]+|[\w-]+)(?:/(?:recommended|latest))?/?")


def _place(written: str) -> str:
    found = PLACE.fullmatch(written.strip())
    if not found:
        raise ValueError(f'{written!r} is nothing on Medium; write "@name", "name-of-publication" or "tag/kettles"')
    return found[1]


@source("medium")
class Medium(Preset):
    """New articles on Medium: of people, of publications, or with a tag."""

    usual: ClassVar[Kind] = "blog"
    about: ClassVar[About] = About(
        title="Medium",
        quota="as often as the feeds themselves allow",
        documentation="https://help.medium.com/hc/en-us/articles/214874118-Using-RSS-feeds-of-profiles-publications-and-topics",
        blind="all but the newest ten articles of each, and what members pay for behind its first lines",
        past="a feed holds its newest entries alone; import older ones with `listener import`",
    )

    follow: tuple[Annotated[str, AfterValidator(_place)], ...] = Field(
        min_length=1,
        description="Who and what is read: @name, name-of-publication, tag/name",
        examples=[["tag/kettles", "@tealeaf"]],
    )
    server: HttpUrl = Field(HttpUrl("https://medium.com/"), description="Where it is")

    def addresses(self, ask: Ask) -> Mapping[str, str]:  # noqa: ARG002 (feeds cannot be searched)
        return {each: f"{self.server}feed/{each}" for each in self.follow}
