"""The part of the store's protocol that keeps addresses which show one thing to whoever has them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import Share


class Sharing(Protocol):
    """Addresses that were given out. Digests are those of secrets that only their holders have."""

    def add_share(self, share: Share) -> Share:
        """The same with its number."""
        ...

    def shares(self) -> list[Share]:
        """Those that were not withdrawn, in the order in which they were made."""
        ...

    def share(self, digest: str) -> Share | None:
        """The one with this secret; None where none has it, or it was withdrawn."""
        ...

    def share_used(self, id: int, now: datetime) -> None:
        """Note that it was asked for."""
        ...

    def withdraw_share(self, id: int) -> bool:
        """It shows nothing any more; whether there was one."""
        ...
