"""A bar for what takes long, on the error stream and only where a person looks on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.records import StoredMention

EACH = 500
"""Mentions between two looks: drawing must not cost more than reading."""


@contextmanager
def through_time(until: datetime) -> Iterator[Callable[[StoredMention], None]]:
    """What is to be told of each mention, oldest first: how far it has come between the first of them and `until`."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[seen]:,} mentions"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task, seen, first = shown.add_task("", total=1.0, seen=0), 0, until

        def watch(stored: StoredMention) -> None:
            nonlocal seen, first
            first = first if seen else stored.mention.said_at
            seen += 1
            if seen % EACH == 0:
                past = (stored.mention.said_at - first) / max(until - first, datetime.resolution)
                shown.update(task, completed=min(past, 1.0), seen=seen)

        yield watch
