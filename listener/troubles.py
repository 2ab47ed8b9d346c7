"""Troubles that last are told once, and their end too: a log that says the same every two seconds hides all else."""

from __future__ import annotations

from storage.errors import ListenerError


class Troubles:
    """What is known to be wrong at present, by whom it concerns."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def is_new(self, whose: str, error: Exception) -> bool:
        """Whether this trouble was not told yet; from now on it is."""
        what = str(error) if isinstance(error, ListenerError) else repr(error)
        new = self._known.get(whose) != what
        self._known[whose] = what
        return new

    def is_over(self, whose: str) -> bool:
        """Whether there was a trouble, which ended."""
        return self._known.pop(whose, None) is not None

    def of(self, *kinds: str) -> list[str]:
        """A sentence for each that concerns one of these kinds of things, as "rule" or "outbox"."""
        return [f"{whose} fails: {what}" for whose, what in self._known.items() if whose.split()[0] in kinds]

    def forget(self) -> None:
        """Begin anew, where whatever failed may be gone; what lasts is told again."""
        self._known.clear()
