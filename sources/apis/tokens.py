"""OAuth 2.0 (RFC 6749): access tokens by client credentials, refresh tokens or signed assertions (RFC 7523).

A token lives in memory beside the client that fetched it, and nowhere else: in no cursor, no log, no record.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote_plus, urlencode
from weakref import WeakKeyDictionary

from pydantic import SecretStr

from sources.apis.document import parsed
from sources.base import Net
from sources.reading import links
from storage.errors import Broken, Unauthorised

T = TypeVar("T")

SPARE = timedelta(minutes=1)
"""So long before its end a token is not used any more."""
LONGEST = timedelta(days=1)
USUAL = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token is given for.

    Attributes:
        url: The token endpoint.
        form: What is posted there, made anew each time.
        basic: Client id and secret, where they are sent as HTTP Basic.
        identity: What the token belongs to: another secret, another token.
    """

    url: str
    form: Callable[[datetime], Mapping[str, str]] = field(repr=False)
    basic: tuple[str, str] | None = field(default=None, repr=False)
    identity: tuple[str, ...] = field(default=(), repr=False)

    @property
    def key(self) -> str:
        """Identifies the token without giving away what it was given for."""
        return hashlib.sha256("\x00".join((self.url, *(self.basic or ()), *self.identity)).encode()).hexdigest()


def credentials(url: str, client: str, secret: str, **more: str) -> Grant:
    """Client credentials, sent as HTTP Basic."""
    form = {"grant_type": "client_credentials", **more}
    return Grant(url=url, form=lambda _: form, basic=(client, secret), identity=tuple(more.values()))


def refreshing(url: str, client: str, secret: str, token: str, *, basic: bool = False) -> Grant:
    """A refresh token that stays valid; the client tells who it is in the form, or as HTTP Basic."""
    form = {"grant_type": "refresh_token", "refresh_token": token}
    if not basic:
        form |= {"client_id": client, "client_secret": secret}
    sent = (client, secret) if basic else None
    return Grant(url=url, form=lambda _: form, basic=sent, identity=(client, secret, token))


def bearer(token: SecretStr) -> Mapping[str, str]:
    """The header of a token that was given for good."""
    return {"authorization": f"Bearer {token.get_secret_value()}"}


@dataclass(frozen=True, slots=True)
class _Token:
    value: str = field(repr=False)
    until: datetime


_kept: WeakKeyDictionary[Any, dict[str, _Token]] = WeakKeyDictionary()


async def authorised(net: Net, grant: Grant, ask: Callable[[Mapping[str, str]], Awaitable[T]]) -> T:
    """What `ask` gives with the header that lets it in; asked once more where a token that was kept is refused."""
    kept = _kept.setdefault(net.http, {})
    known = kept.get(grant.key)
    if known and known.until > net.now:
        try:
            return await ask(_header(known))
        except Unauthorised as error:
            if error.status != 401:
                raise
    kept[grant.key] = token = await _fetched(net, grant)
    return await ask(_header(token))


def _header(token: _Token) -> Mapping[str, str]:
    return {"authorization": f"Bearer {token.value}"}


async def _fetched(net: Net, grant: Grant) -> _Token:
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    if grant.basic:
        pair = ":".join(map(quote_plus, grant.basic))
        headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    where = links.shown(grant.url)
    try:
        answer = await net.http.post(grant.url, content=urlencode(grant.form(net.now)).encode(), headers=headers)
    except Broken as error:
        if error.status != 400:
            raise
        refused = f"{where} answered 400: it gives no token for these credentials; check them, or make new ones"
        raise Unauthorised(refused, status=400) from None
    return _token(parsed(answer.body, where), where, net.now)


def _token(said: Any, where: str, now: datetime) -> _Token:
    """Raises Unauthorised where there is none: some say so with status 200 (RFC 6749 5.2 names the errors)."""
    value = said.get("access_token") if isinstance(said, Mapping) else None
    if not isinstance(value, str) or not value or not (value.isascii() and value.isprintable()):
        raise Unauthorised(f"{where} gives no token for these credentials; check them, or make new ones")
    try:
        lasts = timedelta(seconds=float(said.get("expires_in") or USUAL))
    except (ValueError, TypeError, OverflowError):
        lasts = timedelta(seconds=USUAL)
    return _Token(value, now + min(lasts, LONGEST) - SPARE)
