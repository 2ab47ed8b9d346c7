"""Notices when the machine's clock is set: nothing then waits for a time that is far away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from listener.app import App
from listener.pipeline.pulse import Pulse
from listener.schedule import Told, guarded

log = structlog.get_logger()

EVERY = 1.0
"""Seconds between two looks."""
SLACK = timedelta(seconds=2)
"""A smaller jump puts nothing off for longer than a tick may be late anyhow."""
NONE = timedelta(0)


class Timekeeper:
    """Compares the clock with time that only goes on; corrections without a jump (NTP) never add up to one.

    A clock that was set forward, as after the sleep of a laptop, makes everything due at once, and that is all. One
    that was set back would stop everything until it has caught up: intervals begin anew, and stored waits are cut by as
    much as it was set back.
    """

    def __init__(self, app: App, begin_anew: Callable[[datetime], None], told: Told) -> None:
        """`begin_anew` counts the intervals of the stages from a moment on; `told` hears of each look."""
        self._app, self._begin_anew, self._told = app, begin_anew, told
        self._beginning = self._began()
        self._to_cut = NONE

    async def start(self) -> None:
        """Whether the clock was set back while no service ran, as on a restored machine: polls say what time it was."""
        states, now = await self._app.read(self._app.store.source_states), self._app.clock.now()
        last = max((state.polled_at for state in states if state.polled_at), default=now)
        await self._set(min(NONE, now - last))

    async def keep(self) -> None:
        """Look every so often, for ever, by time that nobody can set."""
        look = guarded("clock", self.look, self._told)
        while True:
            await self._app.clock.sleep(EVERY)
            await look()

    async def look(self) -> None:
        """Whether the clock was set since the last look. What the store could not take then is done now."""
        before, self._beginning = self._beginning, self._began()
        self._app.progress.clock_was_set(self._beginning - before, self._app.clock.now())
        await self._set(self._beginning - before)

    async def _set(self, by: timedelta) -> None:
        if abs(by) > SLACK:
            log.warning("the clock was set; everything goes on by its new time", seconds=round(by.total_seconds()))
            self._to_cut = max(NONE, self._to_cut - by)
            self._begin_anew(self._app.clock.now())
            if by > NONE:
                self._app.progress.must_catch_up(self._app.clock.now())
            await Pulse(self._app).beat()  # the last sign of life is of another time
        if self._to_cut:
            await self._app.write(self._app.store.clock_set_back, self._to_cut, self._app.clock.now())
            self._to_cut = NONE

    def _began(self) -> datetime:
        """When the time that only goes on began, by the clock: it moves when the clock is set, and only then."""
        clock = self._app.clock
        return clock.now() - timedelta(seconds=clock.monotonic())
