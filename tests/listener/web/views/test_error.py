"""What is shown instead of a page: what happened as its heading, and below it why, what became of it, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from listener.app import App
from listener.web.refusal import Refusal
from listener.web.security.bodies import LARGEST
from listener.web.views.error import ErrorView
from storage.clock import SimulatedClock
from storage.errors import StoreCorrupt, StoreFull
from tests.worlds.clients import FAR, browser, local, visit

FULL = (503, "The store cannot be used at the moment", "No space. Free some.")


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (Refusal(403, "Nothing was done", "Why. And how."), (403, "Nothing was done", "Why. And how.")),
        (Refusal(404, "There is no feed no. 3"), (404, "There is no feed no. 3", "")),
        (HTTPException(405), (405, "This page takes no such request", "Go back, and use the buttons of the page.")),
        (StoreFull("no space. Free some"), FULL),
        (
            ZeroDivisionError("inside"),
            (500, "Something failed here", "The log of the service says what; all else goes on."),
        ),
    ],
)
async def test_what_happened_is_the_heading_and_why_stands_below(error: Exception, shown: tuple[object, ...]) -> None:
    drawn: list[Any] = []

    def show(_: str, *, code: int, what: str, more: str, **__: Any) -> Response:
        drawn.append((code, what, more))
        return Response(status_code=code)

    await ErrorView(show).look(_request("GET"), error)
    assert drawn == [shown]


@pytest.mark.parametrize(
    ("method", "error", "kept", "again"),
    [
        ("GET", HTTPException(404), "", False),
        ("POST", Refusal(404, "There is no such rule"), "Nothing was changed.", False),
        ("POST", Refusal(403, "Nothing was done"), "", False),
        ("GET", ZeroDivisionError(), "", True),
        ("POST", ZeroDivisionError(), "See whether what you sent was done before you send it again.", False),
    ],
)
async def test_what_became_of_it_is_said_where_something_was_sent(
    method: str, error: Exception, kept: str, again: bool
) -> None:
    drawn: list[Any] = []

    def show(_: str, **values: Any) -> Response:
        drawn.append((values["kept"], values["again"]))
        return Response()

    await ErrorView(show).look(_request(method), error)
    assert drawn == [(kept, again)]


async def test_a_damaged_store_says_how_it_comes_back_and_is_not_asked(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        inside, outside = local(app), browser(app, client=FAR)
        damaged = StoreCorrupt(f"{app.config.store} is damaged")
        with patch.object(app.store, "source_states", side_effect=damaged):
            seen = inside.get("/")
        with patch.object(app, "_face", _Damaged(damaged)), patch.object(app, "store", _Damaged(damaged)):
            unknown = outside.get("/")
        for page, what in ((seen, "The store is damaged"), (unknown, "The store cannot be used at the moment")):
            assert page.status_code == 503
            assert f"<h1>{what}</h1>" in page.text
            assert "<code>listener check</code>" in page.text
            assert "<code>listener db restore BACKUP</code>" in page.text
            assert 'href="#i-mark"' in page.text
            assert str(app.config.store) not in page.text, "paths are for the log"

    await visit(tmp_path, look)


async def test_what_is_too_large_says_what_to_do(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        page = client.post("/inbox", data={"text": "a" * LARGEST}, headers={"Origin": str(client.base_url)})
        assert page.status_code == 413
        assert "what you wrote is still there" in page.text
        assert "Nothing was changed." in page.text

    await visit(tmp_path, look)


class _Damaged:
    """Whatever is asked of it fails."""

    def __init__(self, error: StoreCorrupt) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        raise self._error


def _request(method: str) -> Request:
    return Request({"type": "http", "method": method, "path": "/", "headers": [], "query_string": b"", "server": None})
