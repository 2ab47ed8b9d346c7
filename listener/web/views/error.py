"""What is shown instead of a page that cannot be."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from listener.web.drawing import Show
from listener.web.refusal import Refusal
from storage.errors import StoreError

FAULT = 500
WORDS = {404: "There is no such page", 405: "This page takes no such request"}
KEPT = "What was stored before is kept, and the service tries on by itself. Try again in a few seconds."


class ErrorView:
    """One page for every refusal and fault."""

    def __init__(self, show: Show) -> None:
        self._show = show

    async def look(self, _: Request, error: Exception) -> Response:
        """The page; of a fault it says nothing that only the log should hold."""
        said = _said(error)
        return self._show(
            "error.html",
            code=said.status_code,
            what=said.heading,
            more=said.more,
            kept=KEPT if said.status_code >= FAULT else "Nothing was changed.",
            status_code=said.status_code,
        )


def _said(error: Exception) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, HTTPException):
        return Refusal(error.status_code, WORDS.get(error.status_code, error.detail))
    if isinstance(error, StoreError):
        return Refusal(503, "The store cannot be used at the moment", str(error))
    return Refusal(500, "Something failed here; the log says what")
