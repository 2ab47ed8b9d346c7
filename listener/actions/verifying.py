"""Whether the numbers of a report are still those of the store, asked of a file that somebody sends."""

from __future__ import annotations

from typing import IO

from listener.actions.actor import check
from listener.actions.uploads import apart
from listener.app import App
from listener.reports.carried import carried
from listener.reports.verify import Verdict, verify
from storage.errors import ListenerError
from storage.records import Actor

LARGEST = 16 << 20
"""Bytes of a report that is sent."""


async def verified(app: App, content: IO[bytes] | None, actor: Actor) -> Verdict:
    """Count everything again, and compare. Nothing is kept. Raises Denied; ListenerError where it is no report.

    It takes what making the report took, so it needs the same role.
    """
    check(actor, "reports")
    if content is None:
        raise ListenerError("choose a file")
    found = await apart(app, carried, content.read())
    return await app.read(verify, app.store, found, app.config.lists)
