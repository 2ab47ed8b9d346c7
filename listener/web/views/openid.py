"""Signing in by OpenID Connect: the browser is sent to the provider, and comes back with an answer."""

from __future__ import annotations

import hmac

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import entering
from listener.app import App
from listener.messages.links import secret
from listener.people.openid.answer import Client, Identity, identity
from listener.people.openid.provider import Unvouched, discover
from listener.people.openid.question import LASTS, Question, begun, kept
from listener.web.refusal import Refusal
from listener.web.security import cookies, forms
from listener.web.security.access import onward
from listener.web.security.letting_in import let_in
from listener.web.security.visitor import origin, visitor

log = structlog.get_logger()

BACK = "/sign-in/openid/answer"
AGAIN = "Begin again from the page to sign in; if it fails again, the log of the service says why."
UNKNOWN = (
    "The provider knows you, but nobody here has your verified address. An administrator adds people on the page "
    "People, or by: listener people add"
)


class OpenIdView:
    """The two ends of the way to the provider."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def begin(self, request: Request) -> Response:
        """Send the browser there."""
        issuer, client = self._provider(request)
        fields = await forms.trusted(self._app, request)
        question = begun(request.headers["origin"] + BACK, onward(fields.get("next", "/")), self._app.clock.now())
        try:
            found = await discover(self._app.http, issuer)
        except Unvouched as error:
            log.warning("nobody can sign in by OpenID Connect", why=str(error))
            raise Refusal(502, "The provider cannot be asked at the moment", AGAIN) from None
        sent = RedirectResponse(question.address(found, client.id), 303)
        cookies.keep(self._app.config, request, sent, question.sealed(secret(self._app)), LASTS, "_asked")
        return sent

    async def end(self, request: Request) -> Response:
        """It is back."""
        issuer, client = self._provider(request)
        question = self._question(request)
        if question is None or "code" not in request.query_params:
            raise Refusal(403, "You are not in", AGAIN)
        try:
            who = await self._identity(request, issuer, client, question)
        except Unvouched as error:
            log.warning("a sign-in by OpenID Connect failed", why=str(error))
            raise Refusal(403, "You are not in", AGAIN) from None
        try:
            entered = await entering.by_provider(self._app, who.mail, who.name, origin(self._app, request))
        except Unvouched as error:
            log.warning("a sign-in by OpenID Connect was refused", why=str(error))
            raise Refusal(403, "You are not in", UNKNOWN) from None
        done = let_in(self._app, request, RedirectResponse(onward(question.onward), 303), entered)
        cookies.drop(self._app.config, request, done, "_asked")
        return done

    async def _identity(self, request: Request, issuer: str, client: Client, question: Question) -> Identity:
        said, now = request.query_params, self._app.clock.now()
        if said.get("iss", issuer) != issuer:  # RFC 9207: the answer of another provider
            raise Unvouched("the answer is of another provider")
        found = await discover(self._app.http, issuer)
        return await identity(self._app.http, found, client, question, said["code"], now)

    def _question(self, request: Request) -> Question | None:
        """What this browser has begun, if the answer belongs to it."""
        cookie = cookies.read(self._app.config, request, "_asked")
        found = kept(cookie, secret(self._app), self._app.clock.now()) if cookie else None
        state = request.query_params.get("state", "")
        return found if found and hmac.compare_digest(found.state.encode(), state.encode()) else None

    def _provider(self, request: Request) -> tuple[str, Client]:
        web = self._app.config.web
        if "openid" not in web.sign_in or not web.openid_issuer or not web.openid_client or not visitor(request).open:
            raise Refusal(404, "Nobody signs in that way here")
        hidden = web.openid_secret.get_secret_value() if web.openid_secret else None
        return web.openid_issuer, Client(id=web.openid_client, secret=hidden)
