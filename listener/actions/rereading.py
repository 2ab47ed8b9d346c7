"""Reads stored mentions again with the present models, because somebody asked for it: nothing else ever does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Protocol

from listener.classify.base import Item
from listener.config.config import Config
from listener.pipeline.classify import item
from storage.clock import Clock
from storage.records import Classification, StoredMention
from storage.store import Classifying

BATCH = 128
UNREAD = frozenset({"language", "model"})
Read = Callable[[list[Item]], Sequence[Classification]]


class Exporting(Classifying, Protocol):
    """What reading again asks of the store."""

    def export(self, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[StoredMention]:
        """Every mention in order of id."""
        ...


def reader(config: Config) -> Read:
    """As the service of this configuration reads.

    Raises:
        ClassifierError: a model is incomplete or damaged, or cannot be had.
    """
    from listener.classify.worker import classifier

    settings = config.classify
    return classifier(settings.model, settings.languages, settings.extensions(config.store)).classify


def reread(store: Exporting, chosen: Iterable[StoredMention], read: Read, clock: Clock) -> Counter[str]:
    """Reads these again, in the order given, a batch a transaction: how many the models of which name read.

    Corrections stay, counts follow, and nothing of it is news: no rule fires about it.
    """
    models: Counter[str] = Counter()
    left = iter(chosen)
    while batch := list(islice(left, BATCH)):
        readings = read([item(each) for each in batch])
        keyed = {(each.id, each.mention.revision): reading for each, reading in zip(batch, readings, strict=True)}
        store.commit_classifications(keyed, clock.now())
        models.update(reading.model for reading in readings)
    return models


def unread(stored: StoredMention) -> bool:
    """Whether it was left alone for its language, or for want of the model that reads it."""
    left = stored.classification.abstained if stored.classification else None
    return left is not None and left.reason in UNREAD


def was_read(stored: StoredMention) -> bool:
    """Whether it has any reading: what waits for its first one is the service's."""
    return stored.classification is not None
