"""Troubles that last are told once, and their end too: a log that says the same every two seconds hides all else."""

from __future__ import annotations

from storage.errors import ListenerError


class Troubles:
    """What is known to be wrong at present, by the kind and the name of what it concerns, as "rule" and "loud".

    What there is one of, as the outbox, has no name.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def is_new(self, kind: str, name: str, error: Exception) -> bool:
        """Whether this trouble was not told yet; from now on it is."""
        what = str(error) if isinstance(error, ListenerError) else repr(error)
        new = self._known.get((kind, name)) != what
        self._known[kind, name] = what
        return new

    def is_over(self, kind: str, name: str = "") -> bool:
        """Whether there was a trouble, which ended."""
        return self._known.pop((kind, name), None) is not None

    def of(self, *kinds: str) -> list[str]:
        """A sentence for each that concerns one of these kinds of things."""
        known = ((kind, name, what) for (kind, name), what in self._known.items() if kind in kinds)
        return [f"{' '.join(filter(None, (kind, name)))} fails: {what}" for kind, name, what in known]

    def forget(self) -> None:
        """Begin anew, where whatever failed may be gone; what lasts is told again."""
        self._known.clear()
