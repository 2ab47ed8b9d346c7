"""`/api/v1`: for programs what people see and do, with a token that has a role and an end.

Tokens are made on the page of the settings or by `listener tokens add`, and sent as `Authorization: Bearer TOKEN`.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from listener import __version__
from listener.app import App
from listener.web.api import (
    annotating,
    brands,
    cases,
    crises,
    explore,
    exports,
    imports,
    incidents,
    making,
    mentions,
    oncall,
    reports,
    rules,
    settings,
    sources,
)
from listener.web.api.cases import CaseActionIn
from listener.web.api.crises import StepIn
from listener.web.api.explore import ViewIn
from listener.web.api.exports import ExportIn
from listener.web.api.making import PersonChange, PersonIn, SilenceIn, TableIn
from listener.web.api.problems import Problem, answers, tell_problems
from listener.web.api.reports import DecisionIn, ReportIn
from listener.web.api.rules import BacktestIn, SwitchIn
from listener.web.api.settings import ShareIn
from listener.web.api.shapes import ActionIn, DrillIn, OpeningIn
from listener.web.exploring import Exploring

NAMED = (
    Problem, ActionIn, OpeningIn, StepIn, TableIn, SilenceIn, PersonIn, PersonChange, CaseActionIn, BacktestIn,
    SwitchIn, ReportIn, DecisionIn, ShareIn, DrillIn, ExportIn, ViewIn,
)  # fmt: skip
"""Shapes that operations name without taking them apart."""
ROOMS = (
    incidents, crises, cases, mentions, explore, exports, imports, sources, rules, oncall, reports, brands, annotating,
    making, settings,
)  # fmt: skip


def api(app: App, exploring: Exploring) -> FastAPI:
    """The whole of it, to be mounted; its document stands at `openapi.json`."""
    made = FastAPI(
        title="Listener",
        version=__version__,
        description="What people see and do, for programs. Send `Authorization: Bearer TOKEN`.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        servers=[{"url": "/api/v1"}],
    )
    made.state.listener, made.state.exploring = app, exploring
    for room in ROOMS:
        made.include_router(room.routes)
    tell_problems(made)
    _describe(made)
    return made


def _describe(made: FastAPI) -> None:
    """The document with all shapes, and with what one comes in by."""
    written = made.openapi

    def described() -> dict[str, Any]:
        document = written()
        parts = document.setdefault("components", {})
        for shape in NAMED:
            parts.setdefault("schemas", {}).setdefault(shape.__name__, shape.model_json_schema())
        parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"token": []}]
        _may_lead_nowhere(document)
        return document

    made.openapi = described  # type: ignore[method-assign]


def _may_lead_nowhere(document: dict[str, Any]) -> None:
    """An address that names something answers 404 where there is no such thing, or where the number, as one with a
    slash, is no part of an address."""
    missing = answers(404)[404]
    for path, operations in document["paths"].items():
        for operation in operations.values() if "{" in path else ():
            operation["responses"].setdefault("404", missing)
