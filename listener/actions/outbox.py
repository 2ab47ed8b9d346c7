"""The outbox: people end messages that need not be sent any more, or whose failure they have seen."""

from __future__ import annotations

from dataclasses import replace

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from storage.errors import ListenerError
from storage.records import Actor, Delivery

MOST = 1000
"""Messages that are looked at, of those that wait and of those that are done."""


async def end(app: App, id: int, reason: str, actor: Actor) -> Delivery:
    """End a message that waits or could not be delivered. ListenerError where there is none of that number."""
    check(actor, "outbox")
    now, store = app.clock.now(), app.store
    found = next((each for each in await app.read(open_ended, app) if each.id == id), None)
    if found is None:
        raise ListenerError(f"no message {id} waits or has failed; `listener outbox list` shows those that do")
    because = f": {reason}" if reason else ""
    ended = replace(found, sent_at=now, permanent=False, error=f"not sent, ended by {actor.name}{because}")
    await app.write(store.bounced if found.permanent else store.finish_delivery, ended)
    what = f"ended the message to {found.target}, {found.notice.title}{because}"
    await audit(app, actor, what, now, about="message", id=id)
    return ended


def open_ended(app: App) -> list[Delivery]:
    """Messages that wait, then those that could not be delivered; newest first."""
    return [*app.store.deliveries(pending=True, limit=MOST), *app.store.failed_deliveries(MOST)]
