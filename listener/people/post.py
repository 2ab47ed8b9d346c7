"""Mails of this room: a link for whoever asked for one. They are sent at once, and kept nowhere: a link is a key."""

from __future__ import annotations

import structlog

from listener.app import App
from listener.notify.mail import Mail
from rules.alerting.people import Person
from storage.errors import DeliveryError

log = structlog.get_logger()

TEXT = """{name},

this signs you in to Listener, once, within 15 minutes:

{address}

If you did not ask for it, somebody else typed your address; nothing happens
unless the link is opened and its button pressed.
"""


def carrier(app: App) -> Mail | None:
    """The target that mails to people go through: the first of type mail."""
    return next((target for target in app.config.targets if isinstance(target, Mail)), None)


async def send_link(app: App, person: Person, address: str) -> None:
    """Send it. What fails is logged, since whoever asked is told the same in any case."""
    target = carrier(app)
    if target is None or not person.mail:
        log.warning("a link to sign in cannot be mailed: no target of type mail, or no address", person=person.name)
        return
    text = TEXT.format(name=person.name, address=address)
    try:
        await target.post(app.outlet, person.mail, "Your link to sign in to Listener", text)
    except DeliveryError as error:
        log.warning("a link to sign in could not be mailed", person=person.name, error=str(error))
