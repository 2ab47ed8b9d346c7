"""The service's sign of life: written into the store every few seconds, so that a dead service cannot look alive."""

from __future__ import annotations

import asyncio

import structlog

from listener.app import App
from storage.opening import room

log = structlog.get_logger()

EVERY = 5.0
STAGE = "store"
"""The name under which it is known whether anything can be stored."""


class Pulse:
    """Beats in a task of its own, whatever becomes of the ticks."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def keep(self) -> None:
        """Beat for ever."""
        while True:
            await self.beat()
            await self._app.clock.sleep(EVERY)

    async def beat(self) -> None:
        """Write down that the service lives and how it does: where that cannot be written, nothing else can."""
        app = self._app
        app.progress.room = await asyncio.to_thread(room, app.config.store)
        state = app.sign_of_life()
        if state is None:
            return
        try:
            await app.write(app.store.save_service, state)
        except Exception as error:
            app.progress.failed(STAGE, error, app.clock.now())
            if app.troubles.is_new("stage", STAGE, error):
                log.exception("nothing can be stored; it is tried again and again")
        else:
            app.progress.succeeded(STAGE, app.clock.now())
            if app.troubles.is_over("stage", STAGE):
                log.info("it can be stored again")
