"""The service's pages: an overview, incidents, /health and /metrics. They read the store and change nothing."""

from __future__ import annotations

from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from listener.app import App
from listener.pipeline.notices import sample, telling
from listener.status import status
from listener.web.headers import SafeHeaders
from listener.web.pages import pages

HERE = Path(__file__).parent
SHOWN = 50


def web(app: App) -> Starlette:
    """The pages of a running application."""
    shown = Pages(app)
    return Starlette(
        routes=[
            Route("/", shown.overview),
            Route("/incidents/{id:int}", shown.incident),
            Route("/health", shown.health),
            Route("/metrics", shown.metrics),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={HTTPException: shown.wrong, 500: shown.wrong},
    )


class Pages:
    """One method a page."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._show = pages(HERE / "templates", lambda: app.config.zone)

    async def overview(self, _: Request) -> Response:
        app = self._app
        found = await app.read(status, app.store, app.clock.now())
        recent = await app.read(app.store.incidents, limit=20)
        newest = await app.read(app.store.search, limit=20)
        return self._show("overview.html", status=found, incidents=recent, mentions=[sample(each) for each in newest])

    async def incident(self, request: Request) -> Response:
        found = await self._app.read(self._app.store.incident_by_id, request.path_params["id"])
        if found is None:
            raise HTTPException(404, "There is no such incident.")
        posts = await telling(self._app, found.alerts)
        return self._show("incident.html", incident=found, mentions=[sample(each) for each in posts[:SHOWN]])

    async def health(self, _: Request) -> Response:
        found = await self._app.read(status, self._app.store, self._app.clock.now())
        return JSONResponse({
            "status": "ok" if found.healthy else "degraded",
            "troubles": found.troubles,
            "totals": dict(found.totals),
            "sources": {each.name: each.health for each in found.sources},
        })  # fmt: skip

    async def metrics(self, _: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    async def wrong(self, _: Request, error: Exception) -> Response:
        code = error.status_code if isinstance(error, HTTPException) else 500
        what = error.detail if isinstance(error, HTTPException) else "Something failed here; the log says what."
        return self._show("error.html", code=code, what=what, status_code=code)
