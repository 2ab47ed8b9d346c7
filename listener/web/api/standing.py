"""`/health` and `/metrics`: how the service is doing, for programs that watch it."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from listener.app import App
from listener.status import status


class Standing:
    """One method an address."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def health(self, _: Request) -> Response:
        """JSON: "ok" or "degraded", and why."""
        found = await self._app.read(status, self._app.store, self._app.clock.now())
        return JSONResponse({
            "status": "ok" if found.healthy else "degraded",
            "troubles": found.troubles,
            "totals": dict(found.totals),
            "sources": {each.name: each.health for each in found.sources},
        })  # fmt: skip

    async def metrics(self, _: Request) -> Response:
        """Prometheus' text format."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
