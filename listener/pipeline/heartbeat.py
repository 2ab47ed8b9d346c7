"""A sign of life to the outside: as long as it comes, posts are collected and judged; somebody else hears its end."""

from __future__ import annotations

from datetime import timedelta

import structlog

from listener.app import App
from listener.status import status
from listener.wording.masking import without_addresses
from storage.errors import SourceError

log = structlog.get_logger()

FIRST = timedelta(seconds=30)
"""After a start, the stages get so long to catch up."""


class Heart:
    """Calls the configured address every so often, unless something keeps the service from its work.

    What goes wrong is logged when it begins and when it ends, not at every beat.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._next = app.clock.now() + FIRST
        self._trouble: str | None = None

    async def beat(self) -> bool:
        """Call if it is time; whether it was called and answered."""
        settings, now = self._app.config.heartbeat, self._app.clock.now()
        if settings.url is None or self._next - settings.every <= now < self._next:
            return False
        trouble = await self._standstill()
        if trouble is None:
            self._next = now + settings.every
            trouble = await self._call(settings.url.get_secret_value())
        self._tell(trouble)
        return trouble is None

    async def _standstill(self) -> str | None:
        app = self._app
        found = await app.read(status, app.store, app.config, app.clock.now(), app.sign_of_life())
        return found.standstill

    async def _call(self, url: str) -> str | None:
        try:
            await self._app.http.get(url)
        except SourceError as error:
            # The address is a secret: whoever knows it can feign a life.
            return f"the address of [heartbeat] cannot be called: {without_addresses(str(error))}"
        return None

    def _tell(self, trouble: str | None) -> None:
        if trouble and not self._trouble:
            log.error("no heartbeat; it is tried again and again", reason=trouble)
        if self._trouble and not trouble:
            log.info("the heartbeat is back")
        self._trouble = trouble
