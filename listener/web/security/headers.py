"""Headers that keep pages safe whatever a post contains."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

# For pages that act: a button must not lie invisible under something else that people press.
UNFRAMED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}
# For pages with forms: else browsers hide from us which page a form was on. Other sites are told nothing either way.
# They may run our own scripts and hear what changes; pages behind links in messages run none.
FORM = UNFRAMED | {
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": f"{UNFRAMED['Content-Security-Policy']}; script-src 'self'; connect-src 'self'",
}


class SafeHeaders:
    """ASGI middleware that adds them to every answer; outside all others, so that a fault's answer has them too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_safely)


def bare(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> bytes:
    """A whole answer, byte by byte, for where there is no application to ask; the connection ends after it."""
    body = f"{sentence}\n".encode()
    all_headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **SAFE,
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in all_headers.items())
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{head}\r\n".encode() + body


def saved(name: str) -> dict[str, str]:
    """Of a file that a browser keeps under this name, whatever it contains."""
    safe = "".join(each if each.isascii() and (each.isalnum() or each in "-.") else "-" for each in name)
    return {"Content-Disposition": f'attachment; filename="{safe}"'}
