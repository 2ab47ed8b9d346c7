"""Troubles that last are told once, and their end too: a log that says the same every two seconds hides all else."""

from __future__ import annotations


class Troubles:
    """What is known to be wrong at present, by whom it concerns."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def is_new(self, whose: str, error: Exception) -> bool:
        """Whether this trouble was not told yet; from now on it is."""
        what = repr(error)
        new = self._known.get(whose) != what
        self._known[whose] = what
        return new

    def is_over(self, whose: str) -> bool:
        """Whether there was a trouble, which ended."""
        return self._known.pop(whose, None) is not None
