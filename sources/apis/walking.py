"""Sources whose listings are walked: what their polls and their backfills share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from sources.apis.meter import Allowance, Meter, metered, metered_past
from sources.apis.page import Page
from sources.apis.walk import Pace, Step, collect, past
from sources.base import Net, Options
from storage.records import Ask, Batch, Cursor


class Walked(Options):
    """A source that names its listings and asks for a page of one; the rest is the same for all.

    Attributes:
        pace: How far and how fast.
    """

    pace: ClassVar[Pace] = Pace()

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:
        return await collect(cursor, self._listings(ask), partial(self._page, net), self.pace, net.now)

    def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:
        """See `Backfill`."""
        return past(cursor, self._listings(ask), partial(self._page, net), self.pace, since, net.now)

    def _listings(self, ask: Ask) -> Sequence[str]:  # noqa: ARG002 (whoever searches has one for each search)
        """What is walked; raises Broken where the settings name nothing."""
        return ("",)

    async def _page(self, net: Net, listing: str, step: Step) -> Page:
        """A page of one listing. Raises SourceError."""
        raise NotImplementedError


class Metered(Options):
    """The same within an allowance: of requests, units or money.

    Attributes:
        pace: How far and how fast.
    """

    pace: ClassVar[Pace] = Pace()

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:
        def walk(meter: Meter) -> Awaitable[Batch]:
            return collect(cursor, self._listings(ask), partial(self._page, net, meter), self.pace, net.now)

        return await metered(net, self.name, self._allowance, cursor, walk)

    def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:
        """See `Backfill`."""

        def walk(meter: Meter) -> AsyncIterator[Batch]:
            return past(cursor, self._listings(ask), partial(self._page, net, meter), self.pace, since, net.now)

        return metered_past(net, self._allowance, cursor, walk)

    @property
    def _allowance(self) -> Allowance:
        raise NotImplementedError

    def _listings(self, ask: Ask) -> Sequence[str]:
        """What is walked; raises Broken where the settings name nothing."""
        raise NotImplementedError

    async def _page(self, net: Net, meter: Meter, listing: str, step: Step) -> Page:
        """A page of one listing, for which `meter` counts. Raises SourceError."""
        raise NotImplementedError
