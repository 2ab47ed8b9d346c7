"""The part of the store's protocol that keeps what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import Bundled, Delivery, Outgoing, Sent


class Delivering(Protocol):
    """What the deliver stage needs."""

    def enqueue(self, deliveries: Sequence[Delivery]) -> None:
        """Messages that belong to no incident. A delivery whose key exists is left as it is."""
        ...

    def claim_deliveries(self, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
        """Due deliveries (not sent, not permanent), leased until now + `lease` (kept in `next_try_at`).

        `begun` in them tells how it was; in the store they count as begun from now on, until an outcome is saved.
        """
        ...

    def finish_delivery(self, delivery: Delivery) -> None:
        """Save the outcome of one attempt."""
        ...

    def put_off(self, deliveries: Sequence[Delivery]) -> None:
        """Save deliveries that were claimed and not handed over."""
        ...

    def bundle(self, bundle: Delivery, members: Sequence[Delivery], now: datetime) -> Delivery:
        """Save a delivery that tells others, and mark those as told by it, in one transaction; the bundle with its id.

        Raises Conflict, and keeps nothing, where one of them has an outcome already.
        """
        ...

    def sent_since(self, since: datetime) -> list[Sent]:
        """What was sent since, oldest first."""
        ...

    def told_together(self, since: datetime, until: datetime) -> list[Bundled]:
        """The messages that came inside of another in [since, until)."""
        ...

    def bounced(self, delivery: Delivery) -> None:
        """Save what became of a message that had been accepted."""
        ...

    def failed_deliveries(self, limit: int = 100) -> list[Delivery]:
        """Of so many that are done, the newest, those that will not be tried again; newest first."""
        ...

    def outgoing(self, thread: str, limit: int = 100) -> list[Outgoing]:
        """What became of the newest messages of a thread, oldest first; their keys begin with its name and a slash."""
        ...

    def deliveries_of(self, keys: Sequence[str]) -> list[Delivery]:
        """Those of these keys that there are, in any order."""
        ...

    def deliveries(self, *, pending: bool | None = None, limit: int = 100) -> list[Delivery]:
        """Newest first; `pending=True` unsent and not permanent, `pending=False` the rest."""
        ...
