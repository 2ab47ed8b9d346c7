"""No page and no answer to a program shows a secret, wherever it came from."""

from __future__ import annotations

import asyncio

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from listener.wording.masking import has_secrets, masked

LARGE = 64 * 1024
"""Bytes of a text above which masking it would keep the others who ask waiting."""
_TEXTS = (
    "text/html",
    "text/plain",
    "application/json",
    "application/problem+json",
    "application/atom+xml",
    "image/svg+xml",
)


class WithoutSecrets:
    """ASGI middleware that masks the texts that are answered; they are small, and sent once they are whole."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, _Masking(send).send)


class _Masking:
    """One answer on its way out."""

    def __init__(self, send: Send) -> None:
        self._send, self._body = send, b""
        self._held: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_text(message):
            self._held = message
        elif message["type"] == "http.response.body" and self._held:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._held)
        else:
            await self._send(message)

    async def _finish(self, start: Message) -> None:
        beside = len(self._body) > LARGE and has_secrets()
        said = await asyncio.to_thread(_masked, self._body) if beside else _masked(self._body)
        MutableHeaders(scope=start)["content-length"] = str(len(said))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": said})


def _masked(body: bytes) -> bytes:
    return masked(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _is_text(start: Message) -> bool:
    return MutableHeaders(scope=start).get("content-type", "").startswith(_TEXTS)
