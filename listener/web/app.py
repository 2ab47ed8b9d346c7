"""The service's pages: which address leads to which view."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from listener.app import App
from listener.web.api.hooks import Hooks
from listener.web.api.standing import Standing
from listener.web.drawing import pages
from listener.web.security.headers import SafeHeaders
from listener.web.views.error import ErrorView
from listener.web.views.incident import IncidentView
from listener.web.views.link import LinkView
from listener.web.views.overview import Overview
from storage.errors import StoreError

HERE = Path(__file__).parent


def web(app: App) -> Starlette:
    """The pages of a running application."""
    show = pages(HERE / "templates", lambda: app.config.zone)
    incident, link, standing, error = IncidentView(app, show), LinkView(app, show), Standing(app), ErrorView(show)
    return Starlette(
        routes=[
            Route("/", Overview(app, show).look),
            Route("/incidents/{id:int}", incident.look, methods=["GET"]),
            Route("/incidents/{id:int}", incident.act, methods=["POST"]),
            Route("/act/{token}", link.ask, methods=["GET"]),
            Route("/act/{token}", link.act, methods=["POST"]),
            Route("/hooks/incidents", Hooks(app).incidents, methods=["POST"]),
            Route("/health", standing.health),
            Route("/metrics", standing.metrics),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={HTTPException: error.look, StoreError: error.look, 500: error.look},
    )
