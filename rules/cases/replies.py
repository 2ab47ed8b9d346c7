"""Saved replies: texts with places for what differs from answer to answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator

VARIABLES = ("author", "handle", "brand", "name", "link")
_PLACE = re.compile(r"\{\s*([A-Za-z_]+)\s*\}")


class SavedReply(BaseModel):
    """A text that answers begin with. `{author}`, `{handle}`, `{brand}`, `{name}` (whoever writes) and `{link}` (of
    the post) are filled in; what is not known stays as it is, for the writer to see."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    name: str = Field(min_length=1, description="Unique name; its identity")
    text: str = Field(min_length=1, max_length=5_000, description="What is said, with {author} and its like")
    brands: tuple[str, ...] = Field((), description="Only for posts about these brands; left out: about any")
    language: str | None = Field(None, pattern="^[a-z]{2}$", description="Language of the text, as de")

    @field_validator("text")
    @classmethod
    def _known(cls, text: str) -> str:
        for found in _PLACE.findall(text):
            if found.lower() not in VARIABLES:
                places = ", ".join(f"{{{each}}}" for each in VARIABLES)
                raise ValueError(f"has a place {{{found}}} that nothing fills; there are {places}")
        return text


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known filled in, each value once and as it is."""
    return _PLACE.sub(lambda place: values.get(place[1].lower()) or place[0], text)


def blanks(text: str) -> tuple[str, ...]:
    """The places that are still to be filled."""
    return tuple(dict.fromkeys(each.lower() for each in _PLACE.findall(text) if each.lower() in VARIABLES))
