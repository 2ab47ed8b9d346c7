"""What is shown instead of a page: what happened, what became of it, and what to do. It asks no store."""

from __future__ import annotations

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from listener.web.drawing import Show
from listener.web.refusal import Refusal
from listener.wording.text import sentence
from storage.errors import StoreCorrupt, StoreError

log = structlog.get_logger()

FAULT = 500
WORDS = {
    404: (
        "There is no such page",
        "Its address may be mistyped, or of another Listener. “Find or do” finds what there is.",
    ),
    405: ("This page takes no such request", "Go back, and use the buttons of the page."),
}
UNUSABLE = "The store cannot be used at the moment"
DAMAGED = (
    "A part of its file cannot be read, so this page cannot be made. Nothing is repaired by itself: the file stays as "
    "it is until somebody brings back a copy."
)
RESTORE = (
    "Tell whoever runs the service: the log says what was found, and `listener check` what else is wrong. Then stop "
    "the service, and bring back the last backup with `listener db restore BACKUP`; the manual has it under Operating."
)
UNKNOWN = (
    "Who may look stands in the store, so nobody is let in until it can be read. Whoever runs the service finds the "
    "reason in its log and with `listener check`; a damaged store is replaced by the last backup with "
    "`listener db restore BACKUP`."
)
AGAIN = "Try again in a few seconds. If it comes again, tell whoever runs the service what you did, and when."
LATER = "The service tries on by itself. Try again in a few seconds."


class ErrorView:
    """One page for every refusal and fault."""

    def __init__(self, show: Show) -> None:
        self._show = show

    async def look(self, request: Request, error: Exception) -> Response:
        """The page; of a fault it says nothing that only the log should hold."""
        if isinstance(error, StoreError):
            log.warning("a page was not shown", page=request.url.path, error=str(error))
        return drawn(self._show, request, *_said(error))


def drawn(show: Show, request: Request, said: Refusal, advice: str = "") -> Response:
    """The page of a refusal; `advice` says what to do where the refusal does not."""
    is_asked = request.method in ("GET", "HEAD")
    return show(
        "error.html",
        code=said.status_code,
        what=said.heading,
        more=said.more,
        kept=_kept(said, is_asked=is_asked),
        advice=advice,
        again=is_asked and said.status_code >= FAULT,
        missing=said.status_code == 404,
        status_code=said.status_code,
    )


def _kept(said: Refusal, *, is_asked: bool) -> str:
    if said.status_code >= FAULT:
        return "" if is_asked else "See whether what you sent was done before you send it again."
    return "" if is_asked or said.heading == "Nothing was done" else "Nothing was changed."


def _said(error: Exception) -> tuple[Refusal, str]:
    if isinstance(error, Refusal):
        return error, LATER if error.status_code == 503 else ""
    if isinstance(error, HTTPException):
        return Refusal(error.status_code, *WORDS.get(error.status_code, (error.detail,))), ""
    if isinstance(error, StoreCorrupt):
        return Refusal(503, "The store is damaged", DAMAGED), RESTORE
    if isinstance(error, StoreError):
        return Refusal(503, UNUSABLE, sentence(error)), LATER
    return Refusal(500, "Something failed here", "The log of the service says what; all else goes on."), AGAIN
