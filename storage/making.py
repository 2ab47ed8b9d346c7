"""The part of the store's protocol that keeps what people make on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import Made, MadeSection


class Making(Protocol):
    """Tables of the configuration that stand in no file."""

    def made(self) -> list[Made]:
        """By section, in the order in which they were made."""
        ...

    def make(self, made: Made) -> None:
        """Add one. Raises Conflict where the section has one of that name."""
        ...

    def remake(self, made: Made) -> bool:
        """Put one in the place of that of the same name; whether there was one."""
        ...

    def unmake(self, section: MadeSection, name: str) -> bool:
        """Remove one; whether there was one."""
        ...
