"""Rule `author`: tells of posts by certain people, and by those whom many follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from rules.base import View, rule
from rules.counting.posts import PostRule
from rules.wording.scopes import subject

if TYPE_CHECKING:
    from storage.records import Alert, Hit


@rule("author")
class AuthorRule(PostRule):
    """Alerts on each post of its scope by one of `names`, or by anyone with at least so many followers.

    A handle belongs to one account; a displayed name can be taken by anyone, and the alert says which of them matched.
    """

    needs: ClassVar[Literal["series", "matches", "readings"]] = "matches"

    names: tuple[str, ...] = Field((), description="Handles (with or without @) or whole displayed names, in any case")
    followers: int = Field(
        100_000, ge=0, description="Anyone with at least so many followers when the post was collected; 0: only `names`"
    )

    @field_validator("names")
    @classmethod
    def _not_blank(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if any(not _plain(name) for name in names):
            raise ValueError("an empty name stands for nobody; remove it")
        return names

    @model_validator(mode="after")
    def _somebody(self) -> AuthorRule:
        if not self.names and not self.followers:
            raise ValueError("this tells of nobody; write `names`, or `followers` above 0")
        return self

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        found = self.found(view, lambda hit: bool(self._why(hit)))
        if not found:
            return []
        about, many = f"about {subject(self.scope)}", "come from authors to watch"
        which = "comes from an author to watch" if len(found) == 1 else many
        why = dict.fromkeys(self._why(hit) for hit in found)
        return [self.alert(found, f"{about} {which}", tuple(why)[:5], now, f"{about} {many}")]

    def _why(self, hit: Hit) -> str:
        """One sentence on what makes the author one to watch; "" if nothing does."""
        author = hit.stored.mention.author
        wanted = {_plain(name): name for name in self.names}
        if author.handle and _plain(author.handle) in wanted:
            return f"The handle {author.handle} is one of the {len(self.names)} watched."
        if author.name and _plain(author.name) in wanted:
            return f"The displayed name {author.name} is one of the {len(self.names)} watched; anyone can take a name."
        if self.followers and (author.followers or 0) >= self.followers:
            known = author.handle or author.name or "The author"
            return f"{known} has {author.followers:,} followers (asked: {self.followers:,})."
        return ""


def _plain(name: str) -> str:
    """A name as it is compared: without case, spaces around it and a leading @."""
    return " ".join(name.casefold().split()).removeprefix("@")
