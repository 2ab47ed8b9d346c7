"""Where hubs reach us (WebSub): `GET` and `POST /hooks/websub/NAME/KEY`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from listener.app import App
from listener.pipeline.subscribe import announced, confirm, is_subscribed
from listener.web.security.bodies import body

LARGEST = 8 * 1024 * 1024
"""Bytes of an announcement: hubs send the feed along."""


class Hubs:
    """Answers: to a question whether we asked for it, 200 with the hub's own words, or 404; to an announcement 202,
    also where its signature is wrong (it is left unread then); 410 where we want nothing of it, so that the hub ends
    it."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def confirm(self, request: Request) -> Response:
        name, key = request.path_params["name"], request.path_params["key"]
        said = await confirm(self._app, name, key, dict(request.query_params))
        return PlainTextResponse("we did not ask for this" if said is None else said, 404 if said is None else 200)

    async def take(self, request: Request) -> Response:
        name, key = request.path_params["name"], request.path_params["key"]
        if not await is_subscribed(self._app, name, key):
            return PlainTextResponse("we do not want this any more", 410)
        sent = await body(request, LARGEST)
        announced(self._app, name, key, request.headers.get("x-hub-signature", ""), sent)
        return Response(status_code=202)
