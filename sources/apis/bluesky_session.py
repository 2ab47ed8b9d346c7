"""Signing in to Bluesky with an app password; what comes of it stays in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Page
from sources.base import Net
from storage.errors import Broken

LASTING = timedelta(hours=1)
"""Tokens last about two hours; signing in is allowed 300 times a day."""


@dataclass(frozen=True, slots=True)
class Session:
    """
    Attributes:
        home: Where the account lives, which answers its requests.
    """

    token: SecretStr
    home: str
    since: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Whether it can be used; also a clock that was set back ends it."""
        return timedelta() <= now - self.since < LASTING

    @property
    def headers(self) -> dict[str, str]:
        """What says who asks."""
        return {"authorization": f"Bearer {self.token.get_secret_value()}"}


async def sign_in(net: Net, server: str, handle: str, password: SecretStr) -> Session:
    """A new session. Raises Unauthorised for a password that is none, and the other SourceErrors."""
    told = {"identifier": handle.lstrip("@"), "password": password.get_secret_value()}
    page = await fetch(net, f"{server}xrpc/com.atproto.server.createSession", _session, post=told)
    return Session(SecretStr(page.next["token"]), page.next["home"] or server, net.now)


def _session(found: Document) -> Page:
    token = found.get("accessJwt")
    if not isinstance(token, str) or not token:
        raise Broken(f"{found.where} signs in without a token; has its API changed?")
    return Page(next={"token": token, "home": _home(found.get("didDoc"))})


def _home(document: Any) -> str | None:
    """The server that keeps the account, as its document says; the token goes nowhere over a plain connection."""
    services = document.get("service") if isinstance(document, Mapping) else None
    for service in services if isinstance(services, list) else ():
        if isinstance(service, Mapping) and str(service.get("id", "")).endswith("#atproto_pds"):
            address = Item(service).link("serviceEndpoint")
            if address and urlsplit(address).scheme == "https":
                return address.rstrip("/") + "/"
    return None
