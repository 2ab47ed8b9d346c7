"""The part of the store's protocol that keeps incidents, crises, silences and verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import Delivery, Response, Silence, Verdict


class Responding(Protocol):
    """What people decide: silences, verdicts, the records of crises, and links that work once."""

    def silences(self, now: datetime) -> list[Silence]:
        """Those that have not ended, future ones included, by their end."""
        ...

    def save_silence(self, silence: Silence) -> Silence:
        """Add a silence, or change one that has an id. Returns it with its id."""
        ...

    def add_verdict(self, verdict: Verdict) -> None:
        """Save what a person says of a rule's alerts in an incident; said again, the later word counts."""
        ...

    def verdicts(self, since: datetime) -> list[Verdict]:
        """Those given since, oldest first."""
        ...

    def response(self, incident_id: int) -> Response | None: ...

    def responses(self, *, unresolved: bool = False, limit: int = 100) -> list[Response]:
        """Newest first; `unresolved=True` those whose crisis is not over."""
        ...

    def due_responses(self, now: datetime) -> list[Response]:
        """Unresolved ones whose next update to stakeholders is due."""
        ...

    def commit_response(self, response: Response, deliveries: Sequence[Delivery]) -> Response:
        """A crisis record's step and the messages it causes. Raises Conflict on a stale version (0: a new one)."""
        ...

    def redeem(self, token: str, now: datetime) -> bool:
        """Use a token up: True for the first call with it, False for every later one."""
        ...
