"""What is shown instead of a page that cannot be."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from listener.web.drawing import Show
from storage.errors import StoreError


class ErrorView:
    """One page for every refusal and fault."""

    def __init__(self, show: Show) -> None:
        self._show = show

    async def look(self, _: Request, error: Exception) -> Response:
        """The page; of a fault it says nothing that only the log should hold."""
        code, what = _said(error)
        heading, *more = what.split(". ", 1)
        return self._show("error.html", code=code, what=heading, more="".join(more), status_code=code)


def _said(error: Exception) -> tuple[int, str]:
    if isinstance(error, HTTPException):
        return error.status_code, error.detail
    if isinstance(error, StoreError):
        return 503, f"The store cannot be used at the moment. {error}"
    return 500, "Something failed here; the log says what."
