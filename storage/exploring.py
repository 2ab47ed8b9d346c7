"""The part of the store's protocol by which mentions are explored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import Changes, Lookup, SavedView


class Exploring(Protocol):
    """What changed, which mentions hold some words; and what people keep."""

    def changes(self, after: int | None = None) -> Changes:
        """What changed since a point of the log, a first part of it where it is much; None: where the log ends now."""
        ...

    def log_mark(self, until: int) -> str:
        """What tells this store, its version and its log up to a point from any other; "" where it has no such
        point (any more)."""
        ...

    def holding(
        self,
        lookup: Lookup = (),
        *,
        beginnings: Sequence[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[int]:
        """The ids, ascending, of mentions whose index holds of every group of `lookup` one of its tokens, and a token
        with one of the `beginnings`, where there are any."""
        ...

    def saved_views(self, person: str) -> list[SavedView]:
        """A person's own, by name."""
        ...

    def save_view(self, view: SavedView) -> None:
        """Keep it, in the place of the one of that name."""
        ...

    def remove_view(self, person: str, name: str) -> bool:
        """Whether there was one."""
        ...
