"""How the whole is doing, for the command line, the pages and /health."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rules.alerting.precision import SPAN, complaint, precisions
from storage.records import Delivery, Incident, SourceState
from storage.store import Collecting, Delivering, Evaluating, Querying, Responding

FAILING = {"unauthorised", "gone", "broken"}
PATIENT = 5
"""A source that limits how often it is read is in trouble only after so many refusals in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a person wants to know first.

    Attributes:
        totals: Rows by what they are or wait for, as in `Store.totals`.
        failed: Deliveries that will not be tried again; newest first.
        troubles: One sentence each; empty when all is well.
    """

    at: datetime
    sources: Sequence[SourceState]
    totals: Mapping[str, int]
    incidents: Sequence[Incident]
    pending: Sequence[Delivery]
    failed: Sequence[Delivery]
    troubles: tuple[str, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing needs a person."""
        return not self.troubles


class Watched(Collecting, Delivering, Evaluating, Querying, Responding, Protocol):
    """What the state of the whole is read from."""


def status(store: Watched, now: datetime) -> Status:
    """The present state, read from the store alone: it needs no running service."""
    sources = store.source_states()
    pending = store.deliveries(pending=True)
    failed = [each for each in store.deliveries(pending=False) if each.permanent]
    return Status(
        at=now,
        sources=sources,
        totals=store.totals(),
        incidents=store.incidents(unresolved=True),
        pending=pending,
        failed=failed,
        troubles=(*_blind(sources), *_undelivered(pending, failed), *_noisy(store, now)),
    )


def _blind(sources: Sequence[SourceState]) -> list[str]:
    blind = [each for each in sources if each.health in FAILING or each.failures >= PATIENT]
    return [f"{each.name} is {each.health}: {each.last_error}" for each in blind]


def _undelivered(pending: Sequence[Delivery], failed: Sequence[Delivery]) -> list[str]:
    late = [each for each in pending if each.error]
    said = [f"a message to {each.target} waits for its next try: {each.error}" for each in late[:3]]
    return said + [f"a message to {each.target} could not be delivered: {each.error}" for each in failed[:3]]


def _noisy(store: Responding, now: datetime) -> list[str]:
    judged = precisions(store.verdicts(now - SPAN), now).values()
    return [said for each in judged if (said := complaint(each, now))]
