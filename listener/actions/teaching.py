"""What `listener teach` works with: an installation's model, its learned heads and its stored mentions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from listener.actions import rereading
from listener.actions.actor import check
from listener.classify.base import Item
from listener.classify.bundled import Bundled
from listener.classify.lessons import (
    BACKGROUND,
    Change,
    Effect,
    all_corrections,
    correct,
    pairs,
    reread,
    without,
)
from listener.classify.taught import Shelf, Taught, digest
from listener.classify.teach import FEWEST
from listener.classify.worker import classifier, model, shelf
from listener.pipeline.classify import item
from listener.wording.figures import counted
from storage.clock import WallClock
from storage.errors import ListenerError
from storage.opening import open_store
from storage.records import Actor, AuditEntry, StoredMention
from storage.store import Classifying, Querying

if TYPE_CHECKING:
    from listener.classify.base import Classifier
    from listener.config.config import Config

OTHERS = 60
"""Texts that nobody corrected, to see whether they are read otherwise now."""
STORY = timedelta(days=8)
"""So far from a mention others of its story lie at most: stories reach back over seven days."""


class Lessons(Classifying, Querying, Protocol):
    """What lessons read, and correct."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """The parts that a lesson needs.

    Attributes:
        actor: Whoever teaches.
        store: None while nothing is stored yet.
    """

    config: Config
    actor: Actor
    model: Bundled
    shelf: Shelf
    store: Lessons | None

    @classmethod
    @contextmanager
    def of(cls, config: Config, actor: Actor) -> Iterator[Teaching]:
        """Those of a configuration."""
        settings = config.classify
        base = model(settings.bundle, settings.languages)
        store = open_store(config.store) if config.store.exists() else None
        try:
            yield cls(
                config=config,
                actor=actor,
                model=base,
                shelf=shelf(base, settings.extensions(config.store).taught),
                store=store,
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

    def correct(self, head: str, found: list[tuple[str, str]], background: list[str]) -> Effect:
        """Keeps corrections of a head and learns from all that are known. Raises Denied."""
        self.allowed()
        known = self.corrections(head, found)
        others = without(background, [text for text, _ in known])[:OTHERS]
        before = self._labels(head, others) if len(known) >= FEWEST else []
        outcome = correct(self.model, self.shelf, head, known, background)
        after = self._labels(head, others) if outcome.adopted else before
        read_again, changes = self._read_again(frozenset(digest(text) for text, _ in known), head)
        self.written(f"corrected {head} in {counted(len(found), 'text')}")
        return Effect(
            outcome=outcome,
            given=len(found),
            read_again=read_again,
            changes=changes,
            others=len(after) if outcome.adopted else 0,
            differently=sum(old != new for old, new in zip(before, after, strict=True)),
        )

    def siblings(self, id: int, head: str, label: str) -> list[StoredMention]:
        """The stored mentions of a mention's story, other than itself, that do not have this label."""
        found = self.store.mention(id) if self.store else None
        if found is None or self.store is None:
            return []
        said, story = found.mention.said_at, found.mention.story
        near = self.store.export(since=said - STORY, until=said + STORY)
        return [each for each in near if each.mention.story == story and each.id != id and _label(each, head) != label]

    def apply(self, texts: Iterable[str]) -> int:
        """Reads the stored mentions of these texts again, with what is taught by now; how many those were."""
        return self._read_again(frozenset(map(digest, texts)))[0]

    def undo(self, head: str) -> tuple[int, int]:
        """Takes the last lesson back: (versions left, mentions read again). Raises Denied.

        Those are what was corrected in it and what was read by it since: nothing keeps a label that is taken back.
        """
        self.allowed()
        last = next((taught for taught in self.shelf.usable() if taught.lesson.head == head), None)
        if last is None:
            known = ", ".join(self.shelf.names()) or "nothing"
            raise ListenerError(f"{head} was never taught; taught were: {known}")
        left = self.shelf.undo(head)
        self.written(f"took the last lesson of {head} back")
        return left, self._forget(last)

    def _forget(self, taught: Taught) -> int:
        """Reads again what a lesson that is no more has read or corrected; how many mentions those were."""
        if not self.store:
            return 0
        chosen = (each for each in self.store.export() if _read_by(each, taught))
        return rereading.reread(self.store, chosen, self._reader().classify, WallClock()).total()

    def allowed(self) -> None:
        """Raises Denied unless whoever teaches may do so."""
        check(self.actor, "teaching")

    def written(self, what: str) -> None:
        """Write down that it was done."""
        if self.store:
            who = self.actor
            self.store.audit(
                AuditEntry(at=WallClock().now(), who=who.name, role=who.role, via=who.via, what=what, about="model")
            )

    def _read_again(self, keys: frozenset[str], head: str = "") -> tuple[int, tuple[Change, ...]]:
        """How many mentions have one of these texts, and those of them that have another label of a head now."""
        if not self.store:
            return 0, ()
        readings = reread(self.store.export(), keys, item, self._reader().classify)
        before = {each.id: _label(each, head) for each in self.store.mentions([id for id, _ in readings])}
        self.store.commit_classifications(readings, WallClock().now())
        after = {id: reading.label(head) for (id, _), reading in readings.items()}
        changes = [Change(mention=id, before=before[id], after=new) for id, new in after.items() if before[id] != new]
        return len(readings), tuple(changes)

    def _reader(self) -> Classifier:
        """The classifier with what is taught by now."""
        settings = self.config.classify
        return classifier(settings.model, settings.languages, settings.extensions(self.config.store))

    def _labels(self, head: str, texts: list[str]) -> list[str | None]:
        """How a head reads texts by now; None where it is in doubt."""
        return [reading.label(head) for reading in self._reader().classify([Item(text=text) for text in texts])]


def _label(stored: StoredMention, head: str) -> str | None:
    return stored.classification.label(head) if stored.classification else None


def _read_by(stored: StoredMention, taught: Taught) -> bool:
    reading = stored.classification
    return reading is not None and (
        f" +{taught.name} " in f"{reading.model} " or digest(item(stored).text) in taught.corrected
    )
