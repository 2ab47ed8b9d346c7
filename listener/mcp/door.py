"""Only who holds a token of ours comes in by HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from listener.mcp.asked import Asked
from listener.people.digests import digest
from listener.people.tokens import PREFIX

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

REFUSED = "Send the token of `listener tokens add` as Authorization: Bearer TOKEN.\n"


class Door:
    """Whatever comes without a token that is worth something is refused; any role is enough, as nothing is changed."""

    def __init__(self, app: ASGIApp, asked: Asked) -> None:
        self._app, self._asked = app, asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not await run_in_threadpool(self._holds, Headers(scope=scope)):
            refused = PlainTextResponse(REFUSED, 401, {"WWW-Authenticate": "Bearer"})
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _holds(self, headers: Headers) -> bool:
        scheme, _, secret = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.startswith(PREFIX):
            return False
        token = self._asked.store.token(digest(secret.strip()))
        return token is not None and self._asked.now() < token.ends_at
