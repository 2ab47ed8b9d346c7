"""Which names the pages answer to: a name of another site can be made to lead here, and its scripts would read them."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from listener.app import App
from listener.config.hosts import host_of, is_known

MOST_FIELDS = 100
MOST_BYTES = 32 * 1024
UNKNOWN = (
    "This service does not answer to that name. Use the address that `listener link` prints, or name it under "
    "[listener]: as base_url, or in allowed_hosts.\n"
)
TOO_LARGE = "The head of this request is too large.\n"


class Hosts:
    """ASGI middleware that lets requests through whose one `Host` is a name of ours, and whose head is no burden."""

    def __init__(self, site: ASGIApp, app: App) -> None:
        self._site, self._app = site, app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        fields, hosts = scope["headers"], Headers(scope=scope).getlist("host")
        if len(fields) > MOST_FIELDS or sum(len(name) + len(value) for name, value in fields) > MOST_BYTES:
            await PlainTextResponse(TOO_LARGE, 431)(scope, receive, send)
        elif len(hosts) != 1 or not is_known(host_of(hosts[0]), self._app.config):
            await PlainTextResponse(UNKNOWN, 421)(scope, receive, send)
        else:
            await self._site(scope, receive, send)
