"""Backfills: what a source knows of the past; it enters searches and baselines and never alerts."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.pipeline.match import arrivals
from sources.base import Backfill, Options
from storage.errors import ListenerError, RateLimited
from storage.records import Actor, Batch

PATIENCE = timedelta(minutes=20)
"""A place that wants to be left alone for no longer is waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a backfill has come.

    Attributes:
        read: Posts so far.
        new: Of them, those that were stored.
        oldest: The oldest post of the last step; None where it had none with a time.
        notes: What is to be known of the last step.
    """

    read: int = 0
    new: int = 0
    oldest: datetime | None = None
    notes: tuple[str, ...] = ()

    def after(self, batch: Batch, new: int, more_notes: tuple[str, ...]) -> Progress:
        """One step further."""
        times = [mention.published_at for mention in batch.mentions if mention.published_at]
        return Progress(
            read=self.read + len(batch.mentions),
            new=self.new + new,
            oldest=min(times, default=None),
            notes=(*batch.partial, *batch.notes, *more_notes),
        )


async def backfill(app: App, source: Options, since: datetime, actor: Actor) -> AsyncIterator[Progress]:
    """Bring what was said since a time, step by step. One that was interrupted goes on where it was.

    Raises SourceError, after which the same call goes on; ListenerError where the source knows no past.
    """
    check(actor, "sources")
    if not isinstance(source, Backfill):
        why = source.about.past or "import a file of it with `listener import`"
        raise ListenerError(f'"{source.name}" cannot be asked for the past: {why}')
    mark, found = f"backfill {source.name}", Progress()
    await audit(
        app, actor, f"asked {source.name} for what was said since {since:%Y-%m-%d}", app.clock.now(),
        about="source", id=None,
    )  # fmt: skip
    cursor = await _kept(app, mark, since)
    while True:
        try:
            async for batch in source.backfill(app.net, since, cursor, app.matcher.ask):
                found = await _store(app, source, batch, found)
                cursor = batch.cursor
                await app.write(app.store.note, mark, json.dumps({"since": since.isoformat(), "cursor": cursor}))
                yield found
        except RateLimited as error:
            await _wait(app, error)
        else:
            await app.write(app.store.note, mark, "")
            return


async def _store(app: App, source: Options, batch: Batch, before: Progress) -> Progress:
    brought = await arrivals(app, batch.mentions, source.name, live=False, row_ids=source.row_ids)
    done = await app.write(app.store.import_arrivals, source.name, brought.arrivals, app.clock.now())
    return before.after(batch, done.new, brought.notes)


async def _kept(app: App, mark: str, since: datetime) -> Any:
    """Where a backfill since the same time that was interrupted has to go on; {} where there was none."""
    said = await app.read(app.store.note, mark)
    kept = json.loads(said or "{}")
    return kept["cursor"] if kept.get("since") == since.isoformat() else {}


async def _wait(app: App, error: RateLimited) -> None:
    until = error.not_before or app.clock.now() + timedelta(minutes=1)
    if until - app.clock.now() > PATIENCE:
        raise error
    await app.clock.sleep(max(1.0, (until - app.clock.now()).total_seconds()))
