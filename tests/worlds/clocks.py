"""A clock that somebody sets while everything runs."""

from __future__ import annotations

from datetime import UTC, datetime

from storage.clock import SimulatedClock


class SettableClock(SimulatedClock):
    """Moved by hand; setting it is no passing of time."""

    def set_to(self, moment: datetime) -> None:
        self._now = moment.astimezone(UTC)
