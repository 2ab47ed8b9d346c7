"""Who may look at the pages, and whether a form comes from one of them."""

from __future__ import annotations

import hmac
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from listener.app import App
from listener.config.hosts import host_of, is_loopback
from listener.web.drawing import Show
from listener.web.security.entry import has_entered

# What answers everybody, or asks for a permission of its own.
OPEN = ("/health", "/metrics", "/enter/", "/act/", "/hooks/", "/static/")
# What says that a proxy on this machine brings somebody from elsewhere. That nothing says so proves nothing.
_PROXIED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


class Gate:
    """ASGI middleware that shows the pages to whoever may look, and tells everybody else how to get in."""

    def __init__(self, site: ASGIApp, app: App, show: Show) -> None:
        self._site, self._app, self._show = site, app, show

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        is_open = scope["path"].startswith(OPEN) or may_look(self._app, request)
        await (self._site if is_open else self._closed(request))(scope, receive, send)

    def _closed(self, request: Request) -> Response:
        again = "/" + quote(request.url.path.lstrip("/\\"))  # two slashes would lead to another site
        return self._show("closed.html", again=again, status_code=403)


def may_look(app: App, request: Request) -> bool:
    """Whether it is a browser that has entered, or a program at this machine while the pages listen on it alone."""
    return _is_near(request, app.config.listen) or has_entered(app, request)


def may_measure(app: App, request: Request) -> bool:
    """The same for programs that watch the service from elsewhere: they have a token."""
    return may_look(app, request) or _has_token(app, request)


def is_own(request: Request) -> bool:
    """Whether a form was sent by a page of ours. Browsers say so with every form; what says nothing is no browser."""
    host = request.headers.get("host", "")
    ours = request.headers.get("origin") in (f"http://{host}", f"https://{host}")
    return ours and request.headers.get("sec-fetch-site", "same-origin") == "same-origin"


def _is_near(request: Request, listen: str) -> bool:
    client = request.client.host if request.client else ""
    places = (host_of(listen), client, host_of(request.headers.get("host", "")))
    return all(map(is_loopback, places)) and not any(name in request.headers for name in _PROXIED)


def _has_token(app: App, request: Request) -> bool:
    token = app.config.listener.metrics_token
    if token is None:
        return False
    expected = f"Bearer {token.get_secret_value()}"
    return hmac.compare_digest(request.headers.get("authorization", "").encode(), expected.encode())
