"""Sources that go on sending: each event is read alone, as the items of a page are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from sources.apis.page import Read, read_items
from sources.base import Options
from storage.records import Batch, Cursor


class Streaming(Options):
    """Settings of sources that are listened to."""

    every: timedelta = Field(
        timedelta(minutes=1),
        ge=timedelta(seconds=1),
        title="Opened again after",
        description="Time after which somebody must have listened, else it is opened again; it is never polled",
    )


def opened(texts: Sequence[str]) -> list[Any]:
    """Messages as JSON; what is none stays a text, which is read as an item of its own and put aside."""
    return list(map(_opened, texts))


def _opened(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return text


def batch(
    events: Sequence[Any],
    read: Read,
    now: datetime,
    cursor: Cursor,
    *,
    edited: Sequence[str] = (),
    until: datetime | None = None,
) -> Batch:
    """What some events, oldest first, come to; of a post that is told of twice, what was told last."""
    page = read_items(events, read, tells=(), now=now)
    return Batch(
        mentions=tuple({mention.native_id: mention for mention in page.mentions}.values()),
        refused=page.refused,
        deleted=page.deleted,
        edited=tuple(edited),
        events=len(events),
        until=until,
        cursor=cursor,
        partial=page.partial,
    )


def at(events: Sequence[Any], name: str) -> Iterator[int]:
    """The whole numbers that stand under a name in those events that have it."""
    for event in events:
        value = event.get(name) if isinstance(event, dict) else None
        if isinstance(value, int) and not isinstance(value, bool):
            yield value
