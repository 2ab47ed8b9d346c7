"""What the page of Explore and the API share: the copy in memory, and answers to questions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, cast
from zoneinfo import ZoneInfo

from listener.app import App
from listener.explore.answer import answer, sought
from listener.explore.copy import State
from listener.explore.hits import Found, Page, page
from listener.explore.narrowing import Narrowing
from listener.explore.place import Place
from listener.explore.question import Read, read
from listener.explore.written import write
from listener.exports.terms import Terms
from listener.metrics.usual_range import PAST
from listener.situation.explored import Explored, explored
from storage.errors import ListenerError

PATIENCE = 2.0
"""Seconds for which a page waits until everything has been read in."""
MOST_STREAMED = 5_000
"""Mentions of an export that is sent as it is written; larger ones are written beside everything else."""
MOST_COPIES = 20
"""That are unfolded; the rest stand behind a link."""


class TooMany(ListenerError):
    """An export that nobody can wait for in one answer."""


class Exploring:
    """Questions to one application."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._making: tuple[datetime, asyncio.Task[State]] | None = None

    @property
    def read_in(self) -> int:
        """How many mentions have been read in, while that goes on."""
        return self._app.explored.read

    async def state(self, since: datetime, patience: float | None = None) -> State | None:
        """The copy as the store is now, at least since then; None where reading so much in takes longer than one
        waits."""
        copy = self._app.explored
        if copy.reaches(since):
            return await self._app.read(copy.state, since)
        if self._making is None or self._making[1].done() or self._making[0] > since:
            self._making = since, asyncio.create_task(self._app.read(copy.state, since))
        done, _ = await asyncio.wait((self._making[1],), timeout=patience)
        return self._making[1].result() if done else None

    async def answering(self, asked: Read, patience: float | None = None) -> State | None:
        """The same for a question, with the time before it that says what is usual."""
        return await self.state(asked.question.since - PAST, patience)

    def understood(self, place: Place, zone: ZoneInfo | None = None) -> Read:
        """What an address asks; times without an offset are of the zone, that of the configuration unless one is given.

        Raises QueryError and UnclearPlace with what to write instead."""
        config = self._app.config
        return read(place.question(self._app.clock.now(), zone or config.zone), config.lists)

    async def explored(
        self, state: State, asked: Read, place: Place, limit: int = 50, *, fold: bool = False
    ) -> Explored:
        """Everything about it, copies of a story in one row where they are folded. Raises ValueError for a place in the
        order that no page gave."""
        work: Callable[[], Explored] = lambda: explored(  # noqa: E731
            self._app.store, state, asked, order=place.sort, after=place.after, limit=limit, fold=fold
        )
        return await self._app.read(work)

    async def first(self, state: State, asked: Read, place: Place, limit: int = 50, *, fold: bool = False) -> Page:
        """The mentions alone, without waiting until they are counted: how many copies each has is not known. Raises
        ValueError for a place in the order that no page gave."""
        store = self._app.store
        work: Callable[[], Page] = lambda: page(  # noqa: E731
            store, sought(store, state, asked), place.sort, place.after, limit, fold=fold
        )
        return await self._app.read(work)

    async def copies(self, state: State, place: Place) -> Sequence[Found]:
        """The mentions of the story that is unfolded, oldest first, of which no more than a page."""
        story = int(place.open) if place.open.isdecimal() else 0
        narrowed_to = Narrowing(place.q, self._app.config.lists).by("story", str(story))
        if not story or narrowed_to is None:
            return ()
        asked = self.understood(replace(place, q=narrowed_to))
        work: Callable[[], Page] = lambda: page(  # noqa: E731
            self._app.store, sought(self._app.store, state, asked), limit=MOST_COPIES
        )
        return (await self._app.read(work)).found

    async def exported(self, state: State, asked: Read, format: str) -> IO[bytes]:
        """A file without a name with exactly what was found, from its beginning. Raises ExportError."""
        return await self._app.read(self._written, state, asked, format)

    def _written(self, state: State, asked: Read, format: str) -> IO[bytes]:
        app = self._app
        terms, zone, now = Terms.known(app.store, app.config.sources), app.config.zone, app.clock.now()
        found = answer(app.store, state, asked)
        if found.size.value > MOST_STREAMED:
            raise TooMany(
                f"these are {found.size.value:,} mentions; more than {MOST_STREAMED:,} are written beside everything "
                "else: press Export again, or ask the API for an export"
            )
        out = cast("IO[bytes]", TemporaryFile(prefix="listener-export-"))  # noqa: SIM115  # whoever sends it closes it
        try:
            write(app.store, found, terms, out, format=format, zone=zone, now=now)
            out.seek(0)
        except BaseException:
            out.close()
            raise
        return out
