"""Who has which incident open at this moment, as far as this process knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

ABOUT = "/incidents/"


class Present:
    """The names of those who look, by page."""

    def __init__(self) -> None:
        self._looking: dict[str, Counter[str]] = {}

    @contextmanager
    def looking(self, who: str, pages: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """Somebody has these pages open; those among them that say so."""
        told = tuple(dict.fromkeys(path for page in pages if (path := urlsplit(page).path).startswith(ABOUT) and who))
        for path in told:
            self._looking.setdefault(path, Counter())[who] += 1
        try:
            yield told
        finally:
            for path in told:
                self._leave(path, who)

    def others(self, path: str, who: str) -> list[str]:
        """Who else looks at it."""
        return sorted(name for name in self._looking.get(path, ()) if name != who)

    def _leave(self, path: str, who: str) -> None:
        left = self._looking[path]
        left[who] -= 1
        if left[who] <= 0:
            del left[who]
        if not left:
            del self._looking[path]
