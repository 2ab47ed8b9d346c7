"""What a connection that stays open has sent, until somebody takes it: so much, then the server has to wait."""

from __future__ import annotations

import asyncio

from sources.base import Message, Portions
from storage.errors import SourceError

MOST = 4_000_000
"""Characters that wait; each message counts as some more than it has."""
EACH = 200


class Inbox:
    """Filled by one task, emptied by another."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._size = 0
        self._end: SourceError | None = None
        self._came, self._room = asyncio.Event(), asyncio.Event()

    async def put(self, message: Message) -> None:
        """Take one more, as soon as there is room."""
        while self._size >= MOST:
            self._room.clear()
            await self._room.wait()
        self._messages.append(message)
        self._size += len(message.text) + EACH
        self._came.set()

    def end(self, why: SourceError) -> None:
        """Nothing more will come."""
        self._end = why
        self._came.set()

    async def portions(self) -> Portions:
        """What came since the last one; after all of it, why it ended is raised."""
        yield ()
        while True:
            await self._came.wait()
            self._came.clear()
            taken, self._messages, self._size = self._messages, [], 0
            self._room.set()
            if taken:
                yield taken
            if self._end and not self._messages:
                raise self._end
