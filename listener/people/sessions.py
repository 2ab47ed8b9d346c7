"""Browsers that are signed in: each has a secret in a cookie, and an end."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.app import App
from listener.config.web import WebSection
from listener.people.digests import digest, fresh
from listener.wording.text import one_line
from storage.errors import StoreError
from storage.records import Session, SignIn

NOTED = timedelta(minutes=1)
"""How exactly it is known when a browser was last seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a browser comes from.

    Attributes:
        address: Of the network.
        browser: What it calls itself.
        cookie: The secret that it had before; worth nothing once it has another.
    """

    address: str = ""
    browser: str = ""
    cookie: str | None = None


async def begin(app: App, person: str | None, way: SignIn, origin: Origin) -> str:
    """Sign a browser in, always with a new secret: one that somebody put there beforehand is worth nothing."""
    secret, known_by = fresh()
    now = app.clock.now()
    session = Session(
        digest=known_by,
        person=person,
        way=way,
        began_at=now,
        seen_at=now,
        address=one_line(origin.address, 60),
        browser=one_line(origin.browser, 160),
    )
    before = digest(origin.cookie) if origin.cookie else None
    await app.write(app.store.begin_session, session, before)
    return secret


async def of(app: App, secret: str) -> Session | None:
    """The session of a cookie; None where it has ended, or never was."""
    session = await app.read(app.store.session, digest(secret))
    if session is None or is_over(session, app.config.web, app.clock.now()):
        return None
    if app.clock.now() - session.seen_at >= NOTED:
        with suppress(StoreError):  # on a full disk people have to see the pages all the more
            await app.write(app.store.session_seen, session, app.clock.now())
    return session


def is_over(session: Session, web: WebSection, now: datetime) -> bool:
    """Whether it lasted as long as it may, or was not used for too long."""
    return now - session.began_at >= web.stay or now - session.seen_at >= web.idle
