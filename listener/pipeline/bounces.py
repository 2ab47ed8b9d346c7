"""Bounces: mail that was accepted and came back counts as failed, visibly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import structlog

from listener.app import App
from listener.notify.base import message_id
from listener.notify.mail import Mail
from listener.notify.smtp.bounces import LARGEST, Bounce, bounces
from storage.records import Delivery

log = structlog.get_logger()

RECENT = 1000


async def read_bounces(app: App) -> int:
    """Look into the bounce folder of each mail target; how many messages came back. What was read is put aside."""
    found = 0
    for target in app.config.targets:
        if isinstance(target, Mail) and target.bounces is not None:
            folder = app.config.folder / target.bounces
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                if path.is_file():
                    found += await _read(app, target, path)
    return found


async def _read(app: App, target: Mail, path: Path) -> int:
    with path.open("rb") as file:
        report = file.read(LARGEST)
    said = [bounce for bounce in bounces(report) if bounce.permanent]
    sent = {_id(each, target): each for each in await app.read(app.store.deliveries, pending=False, limit=RECENT)}
    known = [bounce for bounce in said if bounce.message_id in sent]
    for bounce in known:
        delivery = sent[bounce.message_id]
        log.warning("mail came back", target=target.name, recipient=bounce.recipient, said=bounce.text)
        await app.write(app.store.bounced, replace(delivery, permanent=True, error=_words(bounce)))
    _put_aside(path)
    return len(known)


def _id(delivery: Delivery, target: Mail) -> str | None:
    return message_id(delivery.key, target.domain) if delivery.target == target.name else None


def _words(bounce: Bounce) -> str:
    return f"it came back from {bounce.recipient}: {bounce.status} {bounce.text}".rstrip(" :")


def _put_aside(path: Path) -> None:
    """Into the Maildir's `cur`, beside `new`; elsewhere into a folder `cur` of the same parent."""
    read = path.parent.parent / "cur"
    read.mkdir(exist_ok=True)
    path.rename(read / path.name)
