"""What was found, as exports read a store: exactly that leaves which was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from listener.explore.answer import Answer
from listener.explore.copy import Stored
from listener.explore.hits import every
from storage.records import Revision, StoredMention


def _within(each: StoredMention, since: datetime | None, until: datetime | None) -> bool:
    at = each.mention.said_at
    return (since is None or at >= since) and (until is None or at < until)


class Taken:
    """The mentions of an answer, as if nothing else were stored."""

    def __init__(self, store: Stored, found: Answer) -> None:
        self._store, self._found = store, found

    def export(self, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[StoredMention]:
        """All of them that were said in this time, oldest first."""
        return (each for each in every(self._store, self._found) if _within(each, since, until))

    def revisions(self, mention_id: int) -> list[Revision]:
        """What a mention said before."""
        return self._store.revisions(mention_id)
