"""What a rule about counts is shown: its series over the horizon, and what nobody can know yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from listener.health.blindness import unseen
from listener.health.tracks import Counted, tracks
from rules.base import BUCKET, CONTEXT, HORIZON, Rule, View
from storage.records import SourceState


def view_of(store: Counted, rule: Rule, end: datetime, since: datetime) -> View:
    """All that a rule may know of the buckets before `end`; those from `since` on are to be judged."""
    start, states = end - HORIZON, store.source_states()
    beside = [one for one in rule.context if one not in rule.series]
    return View(
        tracks={**tracks(store, beside, end - CONTEXT, end), **tracks(store, rule.series, start, end)},
        fresh=max(0, (since - start) // BUCKET),
        settled=_settled(states, start),
        blind=unseen(store, {one.scope for one in rule.series}, start, end),
    )


def _settled(states: Iterable[SourceState], start: datetime) -> int | None:
    """The bucket in which the working source that was read longest ago was read."""
    read = [state.last_success_at for state in states if state.last_success_at and not state.failures]
    return max(0, (min(read) - start) // BUCKET) if read else None
