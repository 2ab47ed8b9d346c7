"""What every operation of the API stands on: the application, whoever holds the token, and slices of lists."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request

from listener.app import App
from listener.people.tokens import holder
from listener.web.api.problems import BEARER, TOKENLESS
from listener.web.security.origins import address
from storage.records import Actor

LARGEST = 2**63 - 1
Id = Annotated[int, Path(ge=1, le=LARGEST)]
Limit = Annotated[int, Query(ge=1, le=200, description="So many at most")]
Cursor = Annotated[str, Query(pattern="^[0-9]{0,19}$", description="`next` of the slice before")]


def _application(request: Request) -> App:
    app: App = request.app.state.listener
    return app


async def _holder(request: Request) -> Actor:
    app = _application(request)
    found = await holder(app, request.headers.get("authorization", ""), address(app.config, request))
    if found is None:
        raise HTTPException(401, TOKENLESS, BEARER)
    return found


Application = Annotated[App, Depends(_application)]
Who = Annotated[Actor, Depends(_holder)]
HELD = Depends(_holder)


def before(cursor: str) -> int | None:
    """The last number of the slice before; None at the beginning."""
    return min(int(cursor), LARGEST) if cursor else None


def following(items: list[Any], limit: int) -> str | None:
    """The cursor of what comes after; None where that was all."""
    return str(items[-1].id) if len(items) == limit else None
