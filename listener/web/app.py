"""The service's pages: which address leads to which view."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp

from listener.app import App
from listener.web.api.hooks import Hooks
from listener.web.api.hubs import Hubs
from listener.web.api.incoming import Incoming
from listener.web.api.standing import Standing
from listener.web.api.v1 import api
from listener.web.assets import assets
from listener.web.branding import brands
from listener.web.control import control, overviews
from listener.web.drawing import Show, pages
from listener.web.entrance import settings, signing_in
from listener.web.exploring import Exploring
from listener.web.live.board import Board
from listener.web.live.changes import Changes
from listener.web.live.stream import LiveView
from listener.web.posting import Forms, Nameless
from listener.web.security.access import Gate
from listener.web.security.hosts import Hosts
from listener.web.security.masking import WithoutSecrets
from listener.web.security.packing import Packed
from listener.web.site import site
from listener.web.views.debrief import DebriefView
from listener.web.views.error import ErrorView
from listener.web.views.inbox import InboxView
from listener.web.views.incident import IncidentView
from listener.web.views.incidents import IncidentsView
from listener.web.views.link import LinkView
from listener.web.views.name import NamelessView, NameView
from listener.web.views.now import NowView
from storage.errors import StoreError

HERE = Path(__file__).parent


def web(app: App, changes: Changes | None = None) -> ASGIApp:
    """The pages of a running application; `changes` ends their streams when the service stops."""
    show = pages(HERE / "templates", lambda: app.config.zone)
    exploring, changes = Exploring(app), changes or Changes(app)
    shared = [*_situation(app, show), *overviews(app, show)]
    board, error = Board(app, WithoutSecrets(Router(shared)), changes), ErrorView(show)
    routes = [
        *shared,
        *_forms(app, show),
        *signing_in(app, show),
        *settings(app, show),
        *control(app, show, exploring),
        *brands(app, show),
        *_machines(app),
        Route("/live", LiveView(app, changes, board).look),
        Mount("/api/v1", api(app, exploring)),
        Mount("/static", assets()),
    ]
    middleware = [Middleware(Hosts, app=app), Middleware(Gate, app=app, show=show)]
    handlers = {
        HTTPException: error.look,
        Nameless: NamelessView(app, show).look,
        StoreError: error.look,
        500: error.look,
    }
    return Packed(WithoutSecrets(site(routes=routes, middleware=middleware, handlers=handlers)))


def _situation(app: App, show: Show) -> list[Route]:
    """The pages that many look at while something happens."""
    forms = Forms(app)
    return [
        Route("/", NowView(app, show, forms).look, methods=["GET"]),
        Route("/incidents", IncidentsView(app, show, forms).look, methods=["GET"]),
        Route("/incidents/{id:number}", IncidentView(app, show, forms).look, methods=["GET"]),
    ]


def _forms(app: App, show: Show) -> list[Route]:
    """What people do with incidents and cases, and the pages that one looks at alone."""
    forms = Forms(app)
    incident, incidents = IncidentView(app, show, forms), IncidentsView(app, show, forms)
    debrief, inbox, link = DebriefView(app, show, forms), InboxView(app, show, forms), LinkView(app, show)
    return [
        Route("/name", NameView(forms).act, methods=["POST"]),
        Route("/incidents", incidents.act, methods=["POST"]),
        Route("/incidents/export", incidents.export, methods=["GET"]),
        Route("/incidents/{id:number}", incident.act, methods=["POST"]),
        Route("/incidents/{id:number}/debrief", debrief.look, methods=["GET"]),
        Route("/incidents/{id:number}/debrief", debrief.act, methods=["POST"]),
        Route("/incidents/{id:number}/debrief/report.{format}", debrief.file, methods=["GET"]),
        Route("/inbox", inbox.look, methods=["GET"]),
        Route("/inbox", inbox.act, methods=["POST"]),
        Route("/inbox/pace", inbox.pace),
        Route("/act/{token}", link.ask, methods=["GET"]),
        Route("/act/{token}", link.act, methods=["POST"]),
    ]


def _machines(app: App) -> list[Route]:
    """What other programs call, or ask whether all is well."""
    standing, hubs = Standing(app), Hubs(app)
    return [
        Route("/hooks/incidents", Hooks(app).incidents, methods=["POST"]),
        Route("/hooks/sources/{name:path}", Incoming(app).take, methods=["POST"]),
        Route("/hooks/websub/{name:path}/{key}", hubs.confirm, methods=["GET"]),
        Route("/hooks/websub/{name:path}/{key}", hubs.take, methods=["POST"]),
        Route("/health", standing.health),
        Route("/metrics", standing.metrics),
    ]
