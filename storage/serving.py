"""The part of the store's protocol that keeps what a running service says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import ServiceState


class Serving(Protocol):
    """What a service says of itself, and others hear of it."""

    def save_service(self, state: ServiceState) -> None:
        """Give a sign of life. Raises StoreError where nothing can be written, or what is written would be lost."""
        ...

    def service_state(self) -> ServiceState | None:
        """The last sign of life of the last service; None where there was never one."""
        ...

    def served(self) -> bool:
        """Whether some process is the store's service at this moment."""
        ...
