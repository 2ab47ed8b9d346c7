"""`/`: how everything is doing, the newest incidents and the newest posts."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from listener.app import App
from listener.messages.compose import sample
from listener.status import status
from listener.web.drawing import Show


class Overview:
    """The first page."""

    def __init__(self, app: App, show: Show) -> None:
        self._app, self._show = app, show

    async def look(self, _: Request) -> Response:
        """The page."""
        app = self._app
        now = app.clock.now()
        found = await app.read(status, app.store, app.config, now, app.sign_of_life())
        recent = await app.read(app.store.incidents, limit=20)
        newest = await app.read(app.store.search, limit=20)
        mentions = [sample(app, each) for each in newest]
        return self._show("overview.html", status=found, now=now, incidents=recent, mentions=mentions)
