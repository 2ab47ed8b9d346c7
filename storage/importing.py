"""The part of the store's protocol that keeps files which were sent to be imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import Upload


class Uploads(Protocol):
    """What was sent, what it looks like, how far it is."""

    def add_upload(self, upload: Upload) -> Upload:
        """The same with its number."""
        ...

    def uploads(self) -> list[Upload]:
        """All of them, the newest first."""
        ...

    def upload(self, id: int) -> Upload | None:
        """The one of that number."""
        ...

    def save_upload(self, upload: Upload) -> bool:
        """Put it in the place of that of its number, unless that is over or was removed; whether it was."""
        ...

    def remove_upload(self, id: int) -> bool:
        """Forget it; whether there was one."""
        ...
