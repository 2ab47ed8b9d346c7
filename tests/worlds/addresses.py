"""What addresses an application answers at."""

from __future__ import annotations

from typing import Any

from starlette.routing import Mount, Route

from listener.app import App
from listener.web.app import web


def document(app: App) -> dict[str, Any]:
    """What describes the API."""
    [api] = [each for each in routes(app) if isinstance(each, Mount) and each.path == "/api/v1"]
    found: dict[str, Any] = api.app.openapi()  # type: ignore[attr-defined]  # FastAPI's
    return found


def routes(app: App) -> list[Route | Mount]:
    """Of the pages."""
    inner = web(app)
    while not hasattr(inner, "routes"):
        inner = next(each for each in vars(inner).values() if callable(each) and not isinstance(each, App))
    return list(inner.routes)
