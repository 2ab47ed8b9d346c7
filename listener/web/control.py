"""The addresses of what is set: sources, rules, who is on call; of exploring and reports; and of the box that finds."""

from __future__ import annotations

from starlette.routing import Route

from listener.app import App
from listener.web.drawing import Show
from listener.web.exploring import Exploring
from listener.web.views.aside import AsideView
from listener.web.views.explore import ExploreView
from listener.web.views.exports import ExportsView
from listener.web.views.find import FindView
from listener.web.views.importing import ImportsView, ImportView
from listener.web.views.oncall import OnCallView
from listener.web.views.page import Page
from listener.web.views.queries import QueriesView
from listener.web.views.report_form import ReportForm
from listener.web.views.reports import ReportsView, ReportView
from listener.web.views.rules import RuleForm, RulesView
from listener.web.views.sources import SourceForm, SourcesView
from listener.web.views.start import StartView


def overviews(app: App, show: Show) -> list[Route]:
    """The pages that many look at."""
    pages = {"/sources": SourcesView(app, show), "/rules": RulesView(app, show), "/oncall": OnCallView(app, show)}
    return [Route(path, page.look, methods=["GET"]) for path, page in pages.items()]


def control(app: App, show: Show, exploring: Exploring) -> list[Route]:
    """All the others, and what the forms of these pages do."""
    rules, report, explore = RulesView(app, show), ReportView(app, show), ExploreView(app, show, exploring)
    exports, sent = ExportsView(app, show), ImportView(app, show)
    new: dict[str, Page] = {
        "/sources/new": SourceForm(app, show),
        "/sources/aside": AsideView(app, show),
        "/sources/import": ImportsView(app, show),
        "/sources/import/{id:number}": sent,
        "/rules/new": RuleForm(app, show),
        "/start": StartView(app, show),
        "/explore": explore,
        "/exports": exports,
        "/queries": QueriesView(app, show),
        "/reports": ReportsView(app, show),
        "/reports/new": ReportForm(app, show),
        "/reports/{key}": report,
    }
    forms = {"/sources": SourcesView(app, show), "/rules": rules, "/oncall": OnCallView(app, show), **new}
    return [
        Route("/explore/first", explore.first, methods=["GET"]),
        Route("/explore/words", explore.words, methods=["GET"]),
        Route("/explore/export", explore.export, methods=["GET"]),
        Route("/exports/{id:number}/file", exports.file, methods=["GET"]),
        Route("/sources/import/{id:number}/refused", sent.refused, methods=["GET"]),
        Route("/find", FindView(app, show).look, methods=["GET"]),
        Route("/reports/{key}/{name}", report.file, methods=["GET"]),
        *(Route(path, page.look, methods=["GET"]) for path, page in new.items()),
        *(Route(path, page.act, methods=["POST"]) for path, page in forms.items()),
    ]
