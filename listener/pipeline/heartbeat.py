"""A sign of life to the outside: as long as it comes, posts are collected and judged; somebody else hears its end."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import structlog

from listener.app import App
from listener.config.config import Config
from listener.status import FAILING, Watched, status
from listener.wording.moments import utc
from storage.errors import SourceError

log = structlog.get_logger()

FIRST = timedelta(seconds=30)
"""After a start, the stages get so long to catch up."""
_ADDRESS = re.compile(r"https?://\S+")
LATE = timedelta(minutes=15)
"""A source that is overdue, or a rule that was not asked, for longer: its stage stands still."""


class Heart:
    """Calls the configured address every so often, unless collecting or evaluating stands still.

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
        trouble = await self._app.read(standstill, self._app.store, self._app.config, now)
        if trouble is None:
            self._next = now + settings.every
            trouble = await self._call(settings.url.get_secret_value())
        self._tell(trouble)
        return trouble is None

    async def _call(self, url: str) -> str | None:
        try:
            await self._app.http.get(url)
        except SourceError as error:
            # The address is a secret: whoever knows it can feign a life.
            return f"the address of [heartbeat] cannot be called: {_ADDRESS.sub('it', str(error))}"
        return None

    def _tell(self, trouble: str | None) -> None:
        if trouble and not self._trouble:
            log.error("no heartbeat; it is tried again and again", reason=trouble)
        if self._trouble and not trouble:
            log.info("the heartbeat is back")
        self._trouble = trouble


def standstill(store: Watched, config: Config, now: datetime) -> str | None:
    """What of collecting and evaluating does not work, in words; None where both do. One blind source is no
    standstill: it is told on the pages; all of them are."""
    sources = status(store, now).sources
    if sources and all(each.health in FAILING for each in sources):
        return "no source can be read"
    for each in sources:
        if max(each.next_due_at, each.lease_until or each.next_due_at) + LATE < now:
            return f"collecting stands still: {each.name} has been due since {utc(each.next_due_at)}"
    for rule in config.rules:
        judged = store.rule_state(rule.name, now).evaluated_until
        if rule.needs == "series" and judged + LATE < now:
            return f"evaluating stands still: {rule.name} was last asked about {utc(judged)}"
    return None
