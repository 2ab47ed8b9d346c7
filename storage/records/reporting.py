"""Reports that wait for a person before they go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.records.delivery import Notice
from storage.records.who import Who


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """A report that was made and is sent only when somebody says so.

    Attributes:
        key: Its identity, short enough to be typed; made again after a kill, it is the same.
        report: Name of its table in [[reports]].
        notice: What its readers are told, with the files that go with it.
        to: Whom it is for, where somebody chose; empty: as its table says when it goes out.
        crisis: The incident of the crisis from whose debrief it was sent; its timeline says what became of it.
        decided_by: None while it waits.
        sent: Whether it went out.
        reason: Why it did not; "" where nobody gave one.
    """

    key: str
    report: str
    notice: Notice
    made_at: datetime
    to: tuple[Who, ...] = ()
    crisis: int | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    sent: bool = False
    reason: str = ""

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.decided_at is None
