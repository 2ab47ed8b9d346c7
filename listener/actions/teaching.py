"""What `listener teach` works with: an installation's model, its learned heads and its stored mentions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from listener.classify.bundled import Bundled
from listener.classify.lessons import BACKGROUND, Outcome, all_corrections, correct, pairs, reread
from listener.classify.taught import Shelf, digest
from listener.classify.worker import classifier, model, shelf
from listener.pipeline.classify import item
from storage.clock import WallClock
from storage.errors import ListenerError
from storage.opening import open_store
from storage.store import Classifying, Querying

if TYPE_CHECKING:
    from listener.config.config import Config


class Lessons(Classifying, Querying, Protocol):
    """What lessons read, and correct."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """The parts that a lesson needs.

    Attributes:
        store: None while nothing is stored yet.
    """

    config: Config
    model: Bundled
    shelf: Shelf
    store: Lessons | None

    @classmethod
    @contextmanager
    def of(cls, config: Config) -> Iterator[Teaching]:
        """Those of a configuration."""
        settings = config.classify
        base = model(settings.bundle, settings.languages)
        store = open_store(config.store) if config.store.exists() else None
        try:
            yield cls(
                config=config, model=base, shelf=shelf(base, settings.extensions(config.store).taught), store=store
            )
        finally:
            if store:
                store.close()

    def background(self, file: Path | None, text: str) -> list[str]:
        """Texts of the file, then of the newest stored mentions."""
        told = (text for text, _ in pairs(file, text, "")) if file else ()
        stored = self.store.search(limit=2 * BACKGROUND) if self.store else ()
        return list(chain(told, (item(each).text for each in stored)))

    def text(self, id: int) -> str:
        """A stored mention's text, as the classifier meets it.

        Raises:
            ListenerError: there is no such mention.
        """
        found = self.store.mention(id) if self.store else None
        if found is None:
            raise ListenerError(f"there is no mention {id}; `listener search` shows the numbers")
        return item(found).text

    def corrections(self, head: str, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The corrections found, as the classifier will meet their texts, and earlier ones of texts still stored."""
        stored = self.store.export() if self.store else ()
        return all_corrections(stored, found, self.shelf.corrected(head), item)

    def correct(self, head: str, found: list[tuple[str, str]], background: list[str]) -> tuple[Outcome, int]:
        """Keeps corrections of a head and learns from all that are known: (what it gave, mentions read again)."""
        known = self.corrections(head, found)
        outcome = correct(self.model, self.shelf, head, known, background)
        return outcome, self.apply(text for text, _ in known)

    def apply(self, texts: Iterable[str]) -> int:
        """Reads the stored mentions of these texts again, with what is taught by now; how many those were."""
        return self._read_again(frozenset(map(digest, texts)))

    def undo(self, head: str) -> tuple[int, int]:
        """Takes the last lesson back: (versions left, mentions read again)."""
        last = next((taught for taught in self.shelf.usable() if taught.lesson.head == head), None)
        if last is None:
            known = ", ".join(self.shelf.names()) or "nothing"
            raise ListenerError(f"{head} was never taught; taught were: {known}")
        left = self.shelf.undo(head)
        return left, self._read_again(frozenset(last.corrected))

    def _read_again(self, keys: frozenset[str]) -> int:
        if not self.store:
            return 0
        settings = self.config.classify
        reader = classifier(settings.model, settings.languages, settings.extensions(self.config.store))
        readings = reread(self.store.export(), keys, item, reader.classify)
        self.store.commit_classifications(readings, WallClock().now())
        return len(readings)
