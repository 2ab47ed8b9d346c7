"""A copy of the store that is being written, and how far it is."""

from __future__ import annotations

import asyncio
from datetime import datetime

from storage.errors import StoreError
from storage.records import Actor


class Copying:
    """At most one at a time.

    Attributes:
        asked: Set when one is to be written.
        by, since: Who wants it, and since when; None: nobody does.
        said: How far it is, in words.
        failed: Why the last one was not written; "" where it was.
        stop: It is broken off.
    """

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.by: Actor | None = None
        self.since: datetime | None = None
        self.said = self.failed = ""
        self.stop = False

    def begin(self, actor: Actor, now: datetime) -> None:
        """Somebody wants one."""
        self.by, self.since, self.said, self.failed = actor, now, "it begins", ""

    def tell(self, said: str) -> None:
        """How far it is. Raises StoreError where it is broken off."""
        if self.stop:
            raise StoreError("the service stops")
        self.said = said.partition(" to ")[0]

    def end(self, failed: str) -> None:
        """It is written, or why it is not."""
        self.by = self.since = None
        self.said, self.failed = "", failed
