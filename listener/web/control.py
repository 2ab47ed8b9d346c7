"""The addresses of what is set: sources, rules, who is on call; of exploring and reports; and of the box that finds."""

from __future__ import annotations

from starlette.routing import Route

from listener.app import App
from listener.web.drawing import Show
from listener.web.exploring import Exploring
from listener.web.views.explore import ExploreView
from listener.web.views.find import FindView
from listener.web.views.oncall import CalendarView, OnCallView
from listener.web.views.page import Page
from listener.web.views.reports import ReportsView, ReportView
from listener.web.views.rules import RulesView
from listener.web.views.sources import SourceForm, SourcesView


def control(app: App, show: Show, exploring: Exploring) -> list[Route]:
    """All of them."""
    rules, report, explore = RulesView(app, show), ReportView(app, show), ExploreView(app, show, exploring)
    forms: dict[str, Page] = {
        "/sources": SourcesView(app, show),
        "/sources/new": SourceForm(app, show),
        "/rules": rules,
        "/rules/new": rules,
        "/oncall": OnCallView(app, show),
        "/explore": explore,
        "/reports": ReportsView(app, show),
        "/reports/{key}": report,
    }
    return [
        Route("/explore/words", explore.words, methods=["GET"]),
        Route("/explore/export", explore.export, methods=["GET"]),
        Route("/find", FindView(app, show).look, methods=["GET"]),
        Route("/reports/{key}/{name}", report.file, methods=["GET"]),
        Route("/calendar/{token}.ics", CalendarView(app).look, methods=["GET"]),
        *(Route(path, page.look, methods=["GET"]) for path, page in forms.items()),
        *(Route(path, page.act, methods=["POST"]) for path, page in forms.items()),
    ]
