"""`/health` and `/metrics`: how the service is doing, for programs that watch it."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from listener.app import App
from listener.status import status
from listener.web.security.access import may_measure

UNMEASURED = "From elsewhere this needs the token of [listener] metrics_token: Authorization: Bearer TOKEN\n"


class Standing:
    """One method an address."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def health(self, request: Request) -> Response:
        """JSON: "ok" or "degraded"; and why, for whoever may look at the pages."""
        found = await self._app.read(status, self._app.store, self._app.clock.now())
        word = "ok" if found.healthy else "degraded"
        if not may_measure(self._app, request):
            return JSONResponse({"status": word})
        return JSONResponse({
            "status": word,
            "troubles": found.troubles,
            "totals": dict(found.totals),
            "sources": {each.name: each.health for each in found.sources},
        })  # fmt: skip

    async def metrics(self, request: Request) -> Response:
        """Prometheus' text format; from elsewhere with `[listener] metrics_token`."""
        if not may_measure(self._app, request):
            return PlainTextResponse(UNMEASURED, 401, {"WWW-Authenticate": "Bearer"})
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
