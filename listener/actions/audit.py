"""Writes down who did what."""

from __future__ import annotations

from datetime import datetime

from listener.app import App
from storage.records import Actor, AuditEntry, AuditSubject


async def audit(app: App, actor: Actor, what: str, now: datetime, *, about: AuditSubject, id: int | None) -> None:
    """An actor did something to the thing of that number."""
    entry = AuditEntry(
        at=now, who=actor.name, role=actor.role, via=actor.via, what=what, about=about, id=id, address=actor.address
    )
    await app.write(app.store.audit, entry)
