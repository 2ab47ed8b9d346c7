"""The part of the store's protocol that keeps what people write beside the counts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import Annotation


class Annotating(Protocol):
    """Words about moments."""

    def annotate(self, annotation: Annotation) -> Annotation:
        """Add one; it, with its number."""
        ...

    def annotation(self, id: int) -> Annotation | None:
        """One of that number, also one that was removed."""
        ...

    def annotations(self, since: datetime | None = None, until: datetime | None = None) -> list[Annotation]:
        """Those about [since, until) that were not removed, by the moment they are about."""
        ...

    def remove_annotation(self, id: int, now: datetime | None) -> bool:
        """Show it no more, from now on; with None again. Whether that changed anything."""
        ...
