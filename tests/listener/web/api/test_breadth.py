"""Everything that pages show and do, programs can read and do: each page and each button has its operation here, or a
reason why it has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.routing import Route

import listener.web.app
from listener.app import App
from listener.web.casework import STEPS
from storage.clock import SimulatedClock
from tests.worlds.addresses import document, routes
from tests.worlds.clients import visit

TEMPLATES = Path(listener.web.app.__file__).parent / "templates"
ACTS = "POST /incidents/{id}/actions"
CRISIS = "POST /incidents/{id}/crisis"
CASES = "POST /cases/actions"
MADE = ("POST /made/{section}", "PUT /made/{section}/{name}", "DELETE /made/{section}/{name}")
BY_PEOPLE = "no program gives itself or others a way in"
BROWSER = "it is about this browser"
DONE: dict[str, tuple[str, ...]] = {
    "annotations": ("POST /annotations", "DELETE /annotations/{id}", "POST /annotations/{id}/restore"),
    "debrief": (CRISIS,),
    "explore": ("POST /explore/views", "DELETE /explore/views/{name}", "POST /exports"),
    "inbox": (CASES,),
    "exports": ("POST /exports", "DELETE /exports/{id}"),
    "incident": (ACTS, CRISIS, "POST /silences"),
    "incidents": ("POST /incidents", "POST /drills", ACTS),
    "now": (ACTS,),
    "oncall": ("POST /silences", "DELETE /silences/{id}", *MADE),
    "queries": MADE,
    "reports": ("POST /reports", "POST /reports/{key}", *MADE),
    "rules": ("POST /rules/backtest", *MADE),
    "sources": (
        "POST /imports", "POST /imports/{id}/start", "DELETE /imports/{id}", "POST /sources/try",
        "POST /sources/{name}/poll", "POST /aside/retry", "POST /aside/dismiss", *MADE,
    ),
    "start": ("POST /sources/try", *MADE),
    "brands": MADE,
    "settings": (
        "POST /people", "PUT /people/{name}", "DELETE /people/{name}", "DELETE /sessions/{name}",
        "DELETE /tokens/{name}", "POST /shares", "DELETE /shares/{id}",
        "DELETE /messages/{id}",
    ),
}  # fmt: skip
"""What the forms of a page, or of the pages of a folder of templates, lead to."""
NOT_DONE = {
    "act": "a link that was sent to a person",
    "enter": BY_PEOPLE,
    "sign-in": BY_PEOPLE,
    "who": BROWSER,
    "page": BROWSER,
    "find": BROWSER,
}
READ = {
    "/": ("/incidents", "/brands", "/sources", "/status"),
    "/incidents": ("/incidents",),
    "/incidents/export": ("/incidents/export",),
    "/incidents/{id}": ("/incidents/{id}", "/incidents/{id}/crisis"),
    "/incidents/{id}/debrief": ("/incidents/{id}/debrief",),
    "/incidents/{id}/debrief/report.{format}": ("/incidents/{id}/debrief/report.{format}",),
    "/sources": ("/sources",),
    "/rules": ("/rules",),
    "/oncall": ("/oncall", "/routes", "/silences"),
    "/inbox": ("/cases", "/cases/{id}", "/cases/views"),
    "/inbox/pace": ("/cases/pace",),
    "/explore": ("/explore", "/explore/views"),
    "/explore/first": ("/explore/mentions",),
    "/explore/export": ("/explore", "/mentions"),
    "/sources/aside": ("/aside",),
    "/sources/import": ("/imports",),
    "/sources/import/{id}": ("/imports/{id}",),
    "/sources/import/{id}/refused": ("/imports/{id}/refused",),
    "/exports": ("/exports", "/exports/{id}"),
    "/exports/{id}/file": ("/exports/{id}/file",),
    "/queries": ("/made",),
    "/brands": ("/brands",),
    "/brands/{name}": ("/brands/{name}/figures",),
    "/compare": ("/brands/{name}/figures",),
    "/annotations": ("/annotations",),
    "/reports": ("/reports",),
    "/reports/{key}": ("/reports/{key}",),
    "/reports/{key}/{name}": ("/reports/{key}/files/{name}",),
    "/settings/people": ("/people",),
    "/settings/people/{name}": ("/people",),
    "/settings/tokens": ("/tokens",),
    "/settings/shares": ("/shares",),
    "/settings/messages": ("/messages",),
    "/settings/audit": ("/audit",),
    "/settings/machine": ("/status",),
}
NOT_READ = {
    "/rules/new": "a form", "/sources/new": "a form", "/reports/new": "a form", "/start": "a form",
    "/act/{token}": "a form",
    "/settings": "leads on", "/settings/me": BROWSER, "/find": "names of what the lists have",
    "/explore/words": "help for typing", "/live": "changes for browsers", "/enter/{token}": BY_PEOPLE,
    "/sign-in": BY_PEOPLE, "/sign-in/openid/answer": BY_PEOPLE, "/out/{token}.ics": "for programs already",
    "/out/{token}.atom": "for programs already", "/out/{token}.svg": "for programs already",
    "/health": "for programs already", "/metrics": "for programs already",
    "/hooks/websub/{name}/{key}": "for programs already",
}  # fmt: skip


def operations(app: App) -> set[str]:
    """Method and path of each."""
    return {f"{method.upper()} {path}" for path, found in document(app)["paths"].items() for method in found}


def templates() -> set[str]:
    """Pages, or folders of them, with a form that sends something."""
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        if re.search(r'method="post"|m\.press\(|m\.begin\(|i\.form\(', path.read_text("utf-8")):
            found.add(path.relative_to(TEMPLATES).parts[0].removesuffix(".html"))
    return found - {"macros"}


def plain(path: str) -> str:
    """Without the kinds of its parts."""
    return re.sub(r":\w+}", "}", path)


@pytest.fixture
def templates_with_forms() -> set[str]:
    return templates()


async def test_every_form_of_a_page_has_its_operation(tmp_path: Path, templates_with_forms: set[str]) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        known = operations(app)
        assert templates_with_forms <= set(DONE) | set(NOT_DONE)
        assert {each for them in DONE.values() for each in them} <= known

    await visit(tmp_path, look)


async def test_every_page_is_read_by_programs(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        known = {each.removeprefix("GET ") for each in operations(app) if each.startswith("GET ")}
        pages = {plain(each.path) for each in routes(app) if isinstance(each, Route) and "GET" in (each.methods or ())}
        assert pages == set(READ) | set(NOT_READ)
        assert {each for them in READ.values() for each in them} <= known

    await visit(tmp_path, look)


def test_every_step_of_a_case_is_named_in_the_document() -> None:
    from listener.web.api.cases import ACTIONS

    assert set(STEPS) <= set(ACTIONS)
