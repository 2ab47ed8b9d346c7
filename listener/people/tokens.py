"""Tokens let programs in: each has a role, and an end."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from listener.app import App
from listener.people.digests import digest
from storage.errors import StoreError
from storage.records import Actor, Token

PREFIX = "listener_"
"""What scanners of published code know a token of ours by."""
NOTED = timedelta(minutes=1)


async def holder(app: App, authorization: str, address: str | None) -> Actor | None:
    """The program that holds the token of an `Authorization` header; None where that is worth nothing."""
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "bearer" or not secret.startswith(PREFIX):
        return None
    token = await app.read(app.store.token, digest(secret.strip()))
    now = app.clock.now()
    if token is None or now >= token.ends_at:
        return None
    await _note(app, token)
    return Actor(name=token.name, role=token.role, via="api", address=address)


async def _note(app: App, token: Token) -> None:
    now = app.clock.now()
    if token.id is not None and (token.used_at is None or now - token.used_at >= NOTED):
        with suppress(StoreError):
            await app.write(app.store.token_used, token.id, now)
