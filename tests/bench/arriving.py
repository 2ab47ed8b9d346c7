"""Posts that come while a benchmark looks: each is new to the store, was said minutes ago, and is read at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from time import perf_counter, thread_time
from uuid import uuid4

from listener.app import App
from listener.pipeline.match import arrival, match
from storage.records import Mention, Poll, SourceState
from tests.bench.posts import posts
from tests.bench.readings import read

AGO = timedelta(minutes=6)
"""So long ago were they said: in the five minutes before those that run, so that numbers on pages change with them."""
MOST = 1_000_000
SOME = 10
"""Posts that are stored at once, and so are one change."""


class Arriving:
    """What comes into the store of an application.

    Attributes:
        came: How many did.
        worked: Seconds of processor that taking them in has cost.
    """

    def __init__(self, app: App, source: str = "feed0") -> None:
        self._app, self._source, self._name = app, source, uuid4().hex
        self._coming, self._chance = posts(MOST, seed=7), random.Random(7)
        self.came, self.worked = 0, 0.0

    async def come(self, many: int = 1, *, classified: bool = True) -> None:
        """So many more, each read unless the model is not asked."""
        await self._app.write(self._take, many, classified)

    @asynccontextmanager
    async def coming(self, rate: int) -> AsyncIterator[None]:
        """So many a second for as long as the context lasts."""
        task = asyncio.create_task(self._come_on(rate))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _come_on(self, rate: int) -> None:
        began, before = perf_counter(), self.came
        while True:
            await self.come(SOME)
            await asyncio.sleep(max(0.0, began + (self.came - before) / rate - perf_counter()))

    def _take(self, many: int, classified: bool) -> None:
        worked, store, now = thread_time(), self._app.store, self._app.clock.now()
        mentions = list(self._mentions(many))
        arrivals = [
            arrival(one, found, live=True, every=True)
            for one, found in zip(mentions, match(self._app.matcher, mentions, self._source), strict=True)
            if not isinstance(found, str)
        ]
        state = SourceState(name=self._source, health="ok", next_due_at=now + timedelta(days=1))
        store.commit_polls([Poll(state=state, arrivals=arrivals)], now)
        if classified:
            waiting = store.unclassified(many)
            store.commit_classifications(
                {(one.id, one.mention.revision): read(one, self._chance) for one in waiting}, now
            )
        self.came += many
        self.worked += thread_time() - worked

    def _mentions(self, many: int) -> Iterator[Mention]:
        at = self._app.clock.now() - AGO
        for number, post in enumerate(islice(self._coming, many), self.came):
            name = f"{self._name}-{number}"
            address = f"https://new.example/{name}"
            yield replace(
                post.mention, native_id=name, url=address, permalink=address, published_at=at, collected_at=at
            )
