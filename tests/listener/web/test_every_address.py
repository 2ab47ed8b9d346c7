"""Every address that leads somewhere is asked for in a test, of pages as of the API."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import patch

from starlette.routing import Match, Mount, Route

from listener.web import app as pages
from listener.web.api.v1 import ROOMS
from tests.worlds.incidents import world

TESTS = Path(__file__).parents[2]


async def test_every_address_of_pages_is_asked_for(tmp_path: Path) -> None:
    texts = [*_texts("listener/web"), *_texts("browser"), *_texts("worlds")]
    asked = [route.path for route in await _routes(tmp_path) if isinstance(route, Route)]
    assert len(asked) > 60
    assert [path for path in asked if not any(_stands_in(text, path) for text in texts)] == []


async def test_every_address_of_the_api_is_asked_for(tmp_path: Path) -> None:
    texts = [text for text in _texts("listener/web") if "/api/v1" in text]
    [api] = [route for route in await _routes(tmp_path) if isinstance(route, Mount) and route.path == "/api/v1"]
    asked = list(api.app.openapi()["paths"])
    assert len(asked) >= 20
    assert [path for path in asked if not any(_stands_in(text, path) for text in texts)] == []


async def test_no_name_makes_one_address_another(tmp_path: Path) -> None:
    """A name may hold slashes: none that ends like a longer address is taken for that one's."""
    programs = [route for room in ROOMS for route in room.routes.routes]
    for routes in (await _routes(tmp_path), programs):
        named = [route for route in routes if isinstance(route, Route)]
        ends = {route.path.rpartition("}")[2] for route in named if not route.path.endswith("}")}
        taken = [
            (method, route.path, f"x{end}")
            for route in named
            if "{name:path}" in route.path
            for method in route.methods
            for end in ends | {""}
            if _leads_to(routes, method, route.path.replace("{name:path}", f"x{end}")) != (route.path, f"x{end}")
        ]
        assert len(named) > 60
        assert taken == []


def _leads_to(routes: list[Route | Mount], method: str, path: str) -> tuple[str, str]:
    """The route that answers, and the name that it reads."""
    filled = re.sub(r"\{.*?\}", "rules", path)
    for route in routes:
        match, scope = route.matches({"type": "http", "method": method, "path": filled, "root_path": "", "headers": []})
        if match is Match.FULL:
            return route.path, str(scope["path_params"].get("name"))
    raise LookupError(path)


def _texts(room: str) -> list[str]:
    here = Path(__file__)
    return [path.read_text(encoding="utf-8") for path in (TESTS / room).rglob("*.py") if path != here]


async def _routes(folder: Path) -> list[Route | Mount]:
    async with world(folder) as (app, _):
        with patch.object(pages, "site", wraps=pages.site) as made:
            pages.web(app)
    return list(made.call_args.kwargs["routes"])


def _stands_in(text: str, path: str) -> bool:
    """Whether a test asks for an address: all that is fixed of it stands there."""
    return all(part in text for part in re.split(r"\{.*?\}", path) if part.strip("/"))
