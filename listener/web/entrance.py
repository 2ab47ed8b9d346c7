"""The addresses of signing in and of the settings."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from listener.app import App
from listener.web.drawing import Show
from listener.web.security.visitor import visitor
from listener.web.views.enter import EnterView
from listener.web.views.openid import BACK, OpenIdView
from listener.web.views.settings.audit import Audit
from listener.web.views.settings.base import SettingsPage, tabs
from listener.web.views.settings.machine import Machine
from listener.web.views.settings.me import Me
from listener.web.views.settings.messages import Messages
from listener.web.views.settings.people import OnePerson, People
from listener.web.views.settings.shares import Shares
from listener.web.views.settings.tokens import Tokens
from listener.web.views.sign_in import SignInView


def signing_in(app: App, show: Show) -> list[Route]:
    """The ways in, and the way out."""
    enter, sign_in, openid = EnterView(app, show), SignInView(app, show), OpenIdView(app)
    return [
        Route("/enter/{token}", enter.ask, methods=["GET"]),
        Route("/enter/{token}", enter.act, methods=["POST"]),
        Route("/sign-in", sign_in.ask, methods=["GET"]),
        Route("/sign-in", sign_in.act, methods=["POST"]),
        Route("/sign-in/mail", sign_in.mail, methods=["POST"]),
        Route("/sign-in/openid", openid.begin, methods=["POST"]),
        Route(BACK, openid.end, methods=["GET"]),
        Route("/sign-out", sign_in.leave, methods=["POST"]),
    ]


def settings(app: App, show: Show) -> list[Route]:
    """The pages of the settings; below /settings stands the first that the reader may see."""
    pages: dict[str, SettingsPage] = {
        "/settings/me": Me(app, show),
        "/settings/people": People(app, show),
        "/settings/people/{name:path}": OnePerson(app, show),
        "/settings/tokens": Tokens(app, show),
        "/settings/shares": Shares(app, show),
        "/settings/messages": Messages(app, show),
        "/settings/audit": Audit(app, show),
        "/settings/machine": Machine(app, show),
    }

    async def first(request: Request) -> Response:
        return RedirectResponse(tabs(visitor(request))[0][0], 303)

    looks = [Route(path, page.look, methods=["GET"]) for path, page in pages.items()]
    acts = [Route(path, page.act, methods=["POST"]) for path, page in pages.items()]
    return [Route("/settings", first), *looks, *acts]
