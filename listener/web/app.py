"""The service's pages: an overview, incidents, the links of messages, /hooks/incidents, /health and /metrics."""

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
from listener.messages.compose import sample
from listener.status import status
from listener.web.api.hooks import Hooks
from listener.web.drawing import Show, pages
from listener.web.security.headers import SafeHeaders
from listener.web.views.incident import IncidentPage
from listener.web.views.link import Acting

HERE = Path(__file__).parent


def web(app: App) -> Starlette:
    """The pages of a running application."""
    show = pages(HERE / "templates", lambda: app.config.zone)
    shown, incident, acting = Pages(app, show), IncidentPage(app, show), Acting(app, show)
    return Starlette(
        routes=[
            Route("/", shown.overview),
            Route("/incidents/{id:int}", incident.look, methods=["GET"]),
            Route("/incidents/{id:int}", incident.act, methods=["POST"]),
            Route("/act/{token}", acting.ask, methods=["GET"]),
            Route("/act/{token}", acting.act, methods=["POST"]),
            Route("/hooks/incidents", Hooks(app).incidents, methods=["POST"]),
            Route("/health", shown.health),
            Route("/metrics", shown.metrics),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={HTTPException: shown.wrong, 500: shown.wrong},
    )


class Pages:
    """One method a page."""

    def __init__(self, app: App, show: Show) -> None:
        self._app, self._show = app, show

    async def overview(self, _: Request) -> Response:
        app = self._app
        found = await app.read(status, app.store, app.clock.now())
        recent = await app.read(app.store.incidents, limit=20)
        newest = await app.read(app.store.search, limit=20)
        return self._show("overview.html", status=found, incidents=recent, mentions=[sample(each) for each in newest])

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
        heading, *more = what.split(". ", 1)
        return self._show("error.html", code=code, what=heading, more="".join(more), status_code=code)
