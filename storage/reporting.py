"""The part of the store's protocol that keeps reports until somebody has looked at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import Delivery, ReportDraft


class Reporting(Protocol):
    """Reports that wait for a person, and what became of them."""

    def add_draft(self, draft: ReportDraft, deliveries: Sequence[Delivery]) -> None:
        """Keep one, with the messages that ask for it; one whose key is there already stays as it is."""
        ...

    def draft_reports(
        self, *, waiting: bool | None = None, before: str | None = None, limit: int = 100
    ) -> list[ReportDraft]:
        """Newest first; those that wait, those that were decided, or both; those made before the one of a key, which
        may be decided meanwhile."""
        ...

    def drafts_waiting(self) -> int:
        """How many wait."""
        ...

    def draft_report(self, key: str) -> ReportDraft | None: ...

    def decide_draft(self, draft: ReportDraft, deliveries: Sequence[Delivery]) -> None:
        """Keep what was decided, with the messages that go out then. Raises Conflict where somebody was first."""
        ...
