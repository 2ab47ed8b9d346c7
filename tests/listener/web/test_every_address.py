"""Every address that leads somewhere is asked for in a test, of pages as of the API."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import patch

from starlette.routing import Match, Mount, Route

from listener import __version__
from listener.app import App
from listener.web import app as pages
from listener.web.api.v1 import ROOMS
from listener.web.api.v1 import api as made_api
from listener.web.exploring import Exploring
from storage.clock import SimulatedClock
from tests.browser.pages import PAGES
from tests.worlds.clients import FAR, PUBLIC, browser, visit
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


async def test_until_there_is_an_administrator_every_address_is_closed_to_strangers(tmp_path: Path) -> None:
    """But the first link, and the one word of /health; styles say nothing of what is here."""
    answered: dict[str, int] = {}

    def look(app: App, _: SimulatedClock) -> None:
        stranger = browser(app, PUBLIC, FAR)
        document = made_api(app, Exploring(app)).openapi()["paths"]
        programs = [(method, f"/api/v1{path}") for path, ones in document.items() for method in ones]
        described = [("get", f"/api/v1/{name}") for name in ("", "openapi.json", "docs", "redoc", "nothing")]
        for method, path in (*pages_of(app), *programs, *described):
            answer = stranger.request(method, re.sub(r"\{.*?\}", "1", path), headers={"Origin": PUBLIC})
            answered[f"{method} {path}"] = answer.status_code
            assert not {"server", "x-powered-by"} & answer.headers.keys()
            assert __version__ not in answer.text, path
        assert stranger.get("/health").json() == {"status": "ok"}

    def pages_of(app: App) -> list[tuple[str, str]]:
        with patch.object(pages, "site", wraps=pages.site) as made:
            pages.web(app)
        routes = [each for each in made.call_args.kwargs["routes"] if isinstance(each, Route)]
        return [(method.lower(), route.path) for route in routes for method in sorted(route.methods or {"GET", "POST"})]

    await visit(tmp_path, look)
    assert len(answered) > 180
    open_ = {what: code for what, code in answered.items() if code not in (401, 403, 404, 405, 410)}
    assert open_ == {"get /health": 200, "head /health": 200}


async def test_every_page_is_gone_through_in_a_browser(tmp_path: Path) -> None:
    """But what is a file or a stream, what programs ask for, and what is there for people who are not in yet."""
    no_pages = re.compile(
        r"/(act|enter|out|hooks|sign-in)\b|/(live|health|metrics|settings/me)$|/(first|words|export|file|refused)$|/\{name\}$|\.\{format\}$"
    )
    routes = [route for route in await _routes(tmp_path) if isinstance(route, Route)]
    asked = [route for route in routes if "GET" in (route.methods or {"GET"}) and not no_pages.search(route.path)]
    assert len(asked) > 25
    paths = [page.partition("?")[0] for page in PAGES]
    assert [route.path for route in asked if not any(map(route.path_regex.match, paths))] == []


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
