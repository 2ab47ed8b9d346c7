"""How a browser becomes local: by a link from the terminal of the service, which works once and not for long.

There are no accounts. Whoever can run a command beside the store may do everything anyway; the link carries that over
to a browser. No header can: a proxy on this machine brings people from everywhere, and they look as if they were here.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from listener.app import App
from listener.config.config import Config
from listener.config.hosts import host_of
from listener.messages.links import secret
from listener.signing import Forged, seal, unseal
from storage.errors import ListenerError

LINK = timedelta(minutes=15)
STAY = timedelta(days=30)


class Void(ListenerError):
    """A link that lets nobody in: forged, too old, or used."""


def entrances(app: App, lasts: timedelta = LINK) -> tuple[str, ...]:
    """A new link, by each address at which browsers reach the pages; whichever is opened first uses it up."""
    path = f"/enter/{_token(app, 'enter', lasts)}"
    return tuple(home + path for home in _homes(app.config))


def examine(app: App, token: str) -> str:
    """What makes the link unique. Raises Void if it is none of ours, or too old."""
    nonce = _nonce(app, token, "enter")
    if nonce is None:
        raise Void("this link does not work, or not any more; `listener link` prints a new one")
    return nonce


async def enter(app: App, token: str, answer: Response, *, encrypted: bool) -> None:
    """Use the link up; the answer makes the browser local. Raises Void."""
    if not await app.write(app.store.redeem, f"enter {examine(app, token)}", app.clock.now()):
        raise Void("this link was used already; `listener link` prints a new one")
    answer.set_cookie(
        _cookie(app.config),
        _token(app, "browser", STAY),
        max_age=int(STAY.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=encrypted,
    )


def has_entered(app: App, request: Request) -> bool:
    """Whether the request comes from a browser that opened such a link."""
    kept = request.cookies.get(_cookie(app.config))
    return kept is not None and _nonce(app, kept, "browser") is not None


def _token(app: App, purpose: str, lasts: timedelta) -> str:
    until = int((app.clock.now() + lasts).timestamp())
    return seal((purpose, secrets.token_urlsafe(9), until), secret(app))


def _nonce(app: App, token: str, purpose: str) -> str | None:
    try:
        nonce, until = unseal(token, purpose, secret(app))
    except Forged:
        return None
    return str(nonce) if app.clock.now().timestamp() < until else None


def _cookie(config: Config) -> str:
    """Cookies do not keep ports apart: two services on one machine would take each other's."""
    return f"listener_{config.listen.rpartition(':')[2]}"


def _homes(config: Config) -> tuple[str, ...]:
    host, port = host_of(config.listen), config.listen.rpartition(":")[2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - where everybody may come, we may
    here = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    base = config.base_url
    return (here,) if base is None or host_of(urlsplit(base).netloc) == host else (here, base)
