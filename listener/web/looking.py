"""Who else is looking at a case at this moment, as far as this process knows."""

from __future__ import annotations

from datetime import datetime, timedelta

RECENT = timedelta(minutes=2)
"""A page that is open asks for itself more often than that."""
MOST = 5_000


class Looking:
    """The last look of each person at each case."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, str], datetime] = {}

    def note(self, case: int, who: str, now: datetime) -> list[str]:
        """Somebody looks; the others who do."""
        if len(self._seen) > MOST:
            self._seen = {key: at for key, at in self._seen.items() if now - at < RECENT}
        if who:
            self._seen[case, who] = now
        return sorted(
            name for (id, name), at in self._seen.items() if id == case and name != who and abs(now - at) < RECENT
        )
