"""Addresses that show one thing to whoever has them are given out and withdrawn; each is shown once."""

from __future__ import annotations

from collections.abc import Mapping

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.people.digests import fresh
from listener.wording.names import written
from storage.errors import ListenerError
from storage.records import Actor, Share, ShareKind

ENDINGS: Mapping[ShareKind, str] = {"feed": "atom", "chart": "svg", "calendar": "ics"}


async def add(app: App, kind: ShareKind, name: str, shows: Mapping[str, str], actor: Actor) -> tuple[str, Share]:
    """The path of the address, which nobody can see again, and what is kept of it. ListenerError says what is wrong."""
    check(actor, "shares")
    secret, known_by = fresh()
    now = app.clock.now()
    share = Share(kind=kind, name=_name(name), shows=dict(shows), digest=known_by, made_by=actor.name, made_at=now)
    saved = await app.write(app.store.add_share, share)
    await audit(app, actor, f'gave out the {kind} "{saved.name}"', now, about="share", id=saved.id)
    return path(kind, secret), saved


async def withdraw(app: App, id: int, actor: Actor) -> Share:
    """An address shows nothing from now on. ListenerError where there is none of that number."""
    check(actor, "shares")
    for share in await app.read(app.store.shares):
        if share.id == id and await app.write(app.store.withdraw_share, id):
            what = f'withdrew the {share.kind} "{share.name}"'
            await audit(app, actor, what, app.clock.now(), about="share", id=id)
            return share
    raise ListenerError(f"there is no address {id}; `listener shares list` shows those that there are")


def path(kind: ShareKind, secret: str) -> str:
    """Where it is shown."""
    return f"/out/{secret}.{ENDINGS[kind]}"


def _name(text: str) -> str:
    try:
        return written(text)
    except ValueError as error:
        raise ListenerError(f"{error}: what does the address show?") from None
