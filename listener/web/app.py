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
    show = pages(HERE / "templates", lambda: app.config.zone)

    async def overview(_: Request) -> Response:
        now = app.clock.now()
        found = await app.read(status, app.store, now)
        recent = await app.read(app.store.incidents, limit=20)
        newest = await app.read(app.store.search, limit=20)
        return show("overview.html", status=found, incidents=recent, mentions=[sample(each) for each in newest])

    async def incident(request: Request) -> Response:
        found = await app.read(app.store.incident_by_id, request.path_params["id"])
        if found is None:
            raise HTTPException(404, "There is no such incident.")
        posts = await telling(app, found.alerts)
        return show("incident.html", incident=found, mentions=[sample(each) for each in posts[:SHOWN]])

    async def health(_: Request) -> Response:
        found = await app.read(status, app.store, app.clock.now())
        return JSONResponse({
            "status": "ok" if found.healthy else "degraded",
            "troubles": found.troubles,
            "totals": dict(found.totals),
            "sources": {each.name: each.health for each in found.sources},
        })  # fmt: skip

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    async def wrong(_: Request, error: Exception) -> Response:
        code = error.status_code if isinstance(error, HTTPException) else 500
        what = error.detail if isinstance(error, HTTPException) else "Something failed here; the log says what."
        return show("error.html", code=code, what=what, status_code=code)

    return Starlette(
        routes=[
            Route("/", overview),
            Route("/incidents/{id:int}", incident),
            Route("/health", health),
            Route("/metrics", metrics),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={HTTPException: wrong, 500: wrong},
    )
