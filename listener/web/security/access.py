"""Who may look at the pages; everybody else is told how to get in."""

from __future__ import annotations

import hmac
from urllib.parse import quote, urlencode

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from listener.app import App
from listener.people.tokens import holder
from listener.web.api.problems import BEARER, TOKENLESS, told
from listener.web.drawing import Show
from listener.web.refusal import Refusal
from listener.web.security.origins import address
from listener.web.security.visitor import Visitor, recognise, visitor
from listener.web.views.error import UNKNOWN, UNUSABLE, drawn
from storage.errors import StoreError

log = structlog.get_logger()

# What answers everybody, or asks for a permission of its own.
OPEN = ("/health", "/metrics", "/enter/", "/sign-in", "/act/", "/hooks/", "/static/", "/api/v1/", "/out/")
API, DOCUMENT = "/api/v1/", "/api/v1/openapi.json"
"""Until there is an administrator, all of it is for programs with a token: the document says what is here."""
LONGEST = 2_000
"""Characters of a way back: it has to fit into a cookie of 4,096 bytes (see OpenID Connect), and, escaped, into an
address of the 8 KiB that proxies pass on."""

PLAIN = "%!#$&'()*+,/:;=?@[]~"
"""What may stand in a question as it is (RFC 3986), beside letters, digits and `-._`."""


class Gate:
    """ASGI middleware that shows the pages to whoever may look, and tells everybody else how to get in."""

    def __init__(self, site: ASGIApp, app: App, show: Show) -> None:
        self._site, self._app, self._show = site, app, show

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        is_open = scope["path"].startswith(OPEN)
        try:
            found = Visitor() if scope["path"].startswith("/static/") else await recognise(self._app, request)
        except StoreError as error:
            if not is_open or scope["path"] == DOCUMENT:
                await self._unknown(request, error)(scope, receive, send)
                return
            found = Visitor()  # what needs no store still answers: /health says what is wrong with it
        scope.setdefault("state", {}).update(visitor=found, seen="" if is_open else await self._seen())
        may_pass = found.actor is not None or await self._is_open(request, found)
        await (self._site if may_pass else self._closed(request, found))(scope, receive, send)

    async def _seen(self) -> str:
        """The state of the store: what a page shows is at least as new as what was seen before it was drawn."""
        try:
            return await self._app.read(self._app.store.pulse)
        except StoreError:  # the page itself says so
            return ""

    async def _is_open(self, request: Request, found: Visitor) -> bool:
        """Whether an address answers whoever asks."""
        path = request.scope["path"]
        if path.startswith(API) and not found.open:
            return await _holds(self._app, request)
        return str(path).startswith(OPEN)

    def _unknown(self, request: Request, error: StoreError) -> Response:
        """Where nobody can be recognised nobody is let in; strangers are not told what the store says."""
        log.warning("nobody can be recognised", error=str(error))
        return drawn(self._show, request, Refusal(503, UNUSABLE), UNKNOWN)

    def _closed(self, request: Request, found: Visitor) -> Response:
        if request.scope["path"].startswith(API):
            return told(401, TOKENLESS, BEARER)
        if found.open and request.method in ("GET", "HEAD"):
            return RedirectResponse(f"/sign-in?{urlencode({'next': onward(_asked(request))})}", 303)
        return self._show("closed.html", open=found.open, status_code=403)


def _asked(request: Request) -> str:
    """The page that was asked for, with its question, as an address."""
    return _joined(quote(request.scope["path"]), request.scope["query_string"])


def onward(wanted: str) -> str:
    """A way to one of our own pages; the first page where it is none. What begins with two slashes, or with a backslash
    that browsers take for one, leads to another site. Of an address that is too long the page is left."""
    path, _, query = wanted.partition("?")
    plain = path.isascii() and path.isprintable() and not set(path) & set('\\"<>')
    if not plain or not path.startswith("/") or path.startswith("//") or len(path) > LONGEST:
        return "/"
    whole = _joined(path, query)
    return whole if len(whole) <= LONGEST else path


def _joined(path: str, query: str | bytes) -> str:
    """An address whose question is escaped as browsers do it, and further: what a header or a page may not hold."""
    return f"{path}?{quote(query, safe=PLAIN)}" if query else path


async def may_measure(app: App, request: Request) -> bool:
    """Whether the state of the service is told: to whoever may look, and to programs with a token."""
    if visitor(request).actor is not None or _has_token(app, request):
        return True
    return await _holds(app, request)


async def _holds(app: App, request: Request) -> bool:
    """Whether a program sends a token of the settings."""
    try:
        return await holder(app, request.headers.get("authorization", ""), address(app.config, request)) is not None
    except StoreError:
        return False


def _has_token(app: App, request: Request) -> bool:
    token = app.config.listener.metrics_token
    if token is None:
        return False
    expected = f"Bearer {token.get_secret_value()}"
    return hmac.compare_digest(request.headers.get("authorization", "").encode(), expected.encode())
