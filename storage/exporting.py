"""The part of the store's protocol that keeps exports which are written beside everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import Export


class Exports(Protocol):
    """What was asked for, how far it is, where it lies."""

    def add_export(self, export: Export) -> Export:
        """The same with its number."""
        ...

    def exports(self) -> list[Export]:
        """All of them, the newest first."""
        ...

    def export_of(self, id: int) -> Export | None:
        """The one of that number."""
        ...

    def save_export(self, export: Export) -> bool:
        """Put it in the place of that of its number, unless that was cancelled or removed; whether it was."""
        ...

    def remove_export(self, id: int) -> bool:
        """Forget it; whether there was one."""
        ...
