"""`/health` and `/metrics`: how the service is doing, for programs that watch it."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from listener.app import App
from listener.status import Word, status
from listener.web.security.access import may_measure
from storage.errors import StoreError

UNMEASURED = "This needs a token: of `listener tokens add`, or [listener] metrics_token. Authorization: Bearer TOKEN\n"


class Standing:
    """One method an address."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def health(self, request: Request) -> Response:
        """JSON: "ok", "degraded" or, with status 503, "down"; and why, for whoever may look at the pages."""
        app = self._app
        try:
            found = await app.read(status, app.store, app.config, app.clock.now(), app.sign_of_life())
        except StoreError as error:
            return await self._answer(request, "down", troubles=[str(error)], totals={}, sources={})
        return await self._answer(
            request,
            found.word,
            troubles=[trouble.what for trouble in found.troubles],
            totals=dict(found.totals),
            sources={each.name: each.health for each in found.sources},
        )

    async def _answer(self, request: Request, word: Word, **more: object) -> Response:
        told = more if await may_measure(self._app, request) else {}
        return JSONResponse({"status": word, **told}, 503 if word == "down" else 200)

    async def metrics(self, request: Request) -> Response:
        """Prometheus' text format, for whoever may look at the pages and for programs with a token."""
        if not await may_measure(self._app, request):
            return PlainTextResponse(UNMEASURED, 401, {"WWW-Authenticate": "Bearer"})
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
