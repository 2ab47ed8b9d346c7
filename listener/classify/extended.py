"""A classifier that uses learned heads, corrections and other models beside the model itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from listener.classify.base import HEADS, Item
from listener.classify.bundled import Bundled, preferences, softmax
from listener.classify.other_models import OtherModels, read_by_model, with_answer
from listener.classify.routing import ByLanguage
from listener.classify.taught import Taught, digest
from listener.classify.teach import Floats, Lesson, scaled
from storage.records import Classification, Reading


class ExtendedClassifier:
    """A Classifier: the model's reading, then other models' for what they were named for, then learned heads, then
    corrections, which win wherever a text was corrected.

    Own labels appear under their name in `heads` with the label `yes` or `no`. Heads are learned on the first model,
    and change its readings only.
    """

    def __init__(self, model: Bundled | ByLanguage, heads: Sequence[Taught], others: OtherModels | None = None) -> None:
        self._reader = model
        self._model = model.first if isinstance(model, ByLanguage) else model
        self.manifest = model.manifest
        self._learned = tuple(taught for taught in heads if not taught.idle)
        self._corrected = {t.lesson.head: t.corrected for t in heads if t.corrected}
        self._others = others
        # Corrections alone change no reading but their own, which says so by its certainty.
        self._versions = "".join(f" +{t.name}" for t in self._learned)
        self._other_names = others.name if others else ""
        self.model = self._name(model.model)

    def classify(self, items: Sequence[Item], *, force: bool = False) -> list[Classification]:
        """As Bundled.classify, with the rest; texts that nobody can read stay unread."""
        read = self._reader.classify(items, force=force)
        own = [i for i, each in enumerate(read) if each.model == self._model.model and read_by_model(each)]
        found = [replace(reading, model=self._name(reading.model)) for reading in read]
        if self._others:
            found = self._others.apply(items, found)
        if own and self._learned:
            self._learn(items, own, found)
        return [self._correct(item, reading) for item, reading in zip(items, found, strict=True)]

    def _name(self, model: str) -> str:
        """What a reading of this model calls itself."""
        return model + (self._versions if model == self._model.model else "") + self._other_names

    def _learn(self, items: Sequence[Item], own: Sequence[int], found: list[Classification]) -> None:
        """Puts the learned heads' answers into the readings of the texts that the model itself read."""
        heads = [taught.lesson.head for taught in self._learned if taught.lesson.head in HEADS]
        outputs = self._model.outputs([items[i] for i in own], ["pooled", *heads])
        vectors = scaled(outputs["pooled"])
        for taught in self._learned:
            answers = self._answers(taught.lesson, vectors, outputs.get(taught.lesson.head))
            for index, answer in zip(own, answers, strict=True):
                found[index] = with_answer(found[index], taught.lesson.head, answer)

    def _answers(self, lesson: Lesson, vectors: Floats, present: Floats | None) -> list[Reading]:
        """Of a learned head; `present` [N, K] are the logits of the model's own, where it has that head."""
        logits = vectors @ lesson.weights + lesson.bias
        if present is not None:
            logits = logits + preferences(self.manifest.heads[lesson.head], present)
        shares = softmax(logits)
        best = shares.argmax(axis=1)
        return [Reading(label=lesson.labels[i], probability=float(row[i])) for i, row in zip(best, shares, strict=True)]

    def _correct(self, item: Item, reading: Classification) -> Classification:
        key = digest(item.text) if self._corrected else ""
        for head, corrected in self._corrected.items():
            if key in corrected:
                reading = with_answer(reading, head, Reading(label=corrected[key], probability=1.0))
        return reading
