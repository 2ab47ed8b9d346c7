"""`/health` and `/metrics`: how the service is doing, for programs that watch it."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from listener.app import App
from listener.status import status
from storage.errors import StoreError


class Standing:
    """One method an address."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def health(self, _: Request) -> Response:
        """JSON: "ok", "degraded" or, with status 503, "down"; and why."""
        app = self._app
        try:
            found = await app.read(status, app.store, app.config, app.clock.now(), app.sign_of_life())
        except StoreError as error:
            return JSONResponse({"status": "down", "troubles": [str(error)], "totals": {}, "sources": {}}, 503)
        answer = {
            "status": found.word,
            "troubles": [trouble.what for trouble in found.troubles],
            "totals": dict(found.totals),
            "sources": {each.name: each.health for each in found.sources},
        }
        return JSONResponse(answer, 503 if found.word == "down" else 200)

    async def metrics(self, _: Request) -> Response:
        """Prometheus' text format."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
