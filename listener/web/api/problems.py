"""What a program is told when it is not obeyed: problem details (RFC 9457), in words for whoever reads its log."""

from __future__ import annotations

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from listener.actions.actor import Denied
from storage.errors import Conflict, ListenerError, StoreError

log = structlog.get_logger()

MEDIA = "application/problem+json"
TOKENLESS = "send a token of the settings as Authorization: Bearer TOKEN; this one is none, or has ended"
BEARER = {"WWW-Authenticate": "Bearer"}
TITLES = {
    400: "This cannot be read",
    401: "A token is needed",
    403: "This is not yours to do",
    404: "There is no such thing",
    405: "This address takes no such request",
    408: "The request did not arrive in time",
    409: "Somebody else was first",
    410: "This is there no more",
    413: "This is too large",
    422: "This is not understood",
    500: "Something failed here",
    503: "The store cannot be used at the moment",
}


class Problem(BaseModel):
    """Why nothing was done."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = Field(description="What happened, and what to do")


def told(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The answer."""
    problem = Problem(title=TITLES.get(status, "This was not done"), status=status, detail=detail)
    return JSONResponse(problem.model_dump(), status, headers, media_type=MEDIA)


def answers(*codes: int) -> dict[int | str, dict[str, object]]:
    """What an operation may answer beside what it is there for, for the document."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {code: {"description": TITLES[code], "content": {MEDIA: schema}} for code in (401, 403, 503, *codes)}


def tell_problems(api: FastAPI) -> None:
    """Answer every error so."""
    api.add_exception_handler(HTTPException, _refused)
    api.add_exception_handler(RequestValidationError, _unreadable)
    api.add_exception_handler(ListenerError, _failed)
    api.add_exception_handler(Exception, _fault)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return told(error.status_code, str(error.detail), dict(error.headers or {}))


async def _unreadable(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5]]
    return told(422, "; ".join(found))


async def _failed(_: Request, error: Exception) -> Response:
    if isinstance(error, Denied):
        return told(403, f"{error}.")
    if isinstance(error, Conflict):
        return told(409, f"{error}.")
    if isinstance(error, StoreError):
        log.warning("a program was not answered", error=str(error))
        return told(503, f"{error}. Try again in a few seconds.")
    return told(422, f"{error}.")


async def _fault(_: Request, error: Exception) -> Response:
    log.error("the API failed", exc_info=error)
    return told(500, "The log of the service says what. Nothing was changed.")
