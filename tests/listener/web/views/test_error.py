"""What is shown instead of a page: what happened as its heading, and why below it."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from listener.web.refusal import Refusal
from listener.web.views.error import ErrorView
from storage.errors import StoreFull


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (Refusal(403, "Nothing was done", "Why. And how."), (403, "Nothing was done", "Why. And how.")),
        (Refusal(404, "There is no feed no. 3"), (404, "There is no feed no. 3", "")),
        (HTTPException(405), (405, "This page takes no such request", "")),
        (StoreFull("No space. Free some"), (503, "The store cannot be used at the moment", "No space. Free some")),
        (ZeroDivisionError("inside"), (500, "Something failed here; the log says what", "")),
    ],
)
async def test_what_happened_is_the_heading_and_why_stands_below(error: Exception, shown: tuple[object, ...]) -> None:
    drawn: list[Any] = []

    def show(_: str, *, code: int, what: str, more: str, **__: Any) -> Response:
        drawn.append((code, what, more))
        return Response(status_code=code)

    await ErrorView(show).look(Request({"type": "http"}), error)
    assert drawn == [shown]
