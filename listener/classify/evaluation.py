"""Measures a classifier on labelled texts, as `listener evaluate` prints it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from listener.classify import figures
from listener.classify.base import HEADS, Classifier, Item
from listener.classify.bundle import Manifest
from listener.classify.datasets import Sample, read_dataset
from storage.errors import ListenerError
from storage.records import Classification, Reading

__all__ = ["Report", "evaluate", "read_dataset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was measured; every figure is a fraction.

    Attributes:
        count: Texts; figures are over those that were answered.
        coverage: Share of texts that were answered.
        ece: Calibration error; `ece_least` is what a perfectly calibrated classifier shows on as many texts, `ece_true`
            the error without what chance adds.
        intervals: 95 % bootstrap intervals of accuracy, macro_recall and macro_f1.
        per_class: Label -> precision, recall, f1, support.
        confusion: Right label -> answered label -> texts.
        per_second: Texts read a second, loading of the model left out.
        groups: Column -> value -> the same figures for its texts.
    """

    model: str
    head: str
    count: int
    coverage: float
    accuracy: float
    macro_recall: float
    macro_f1: float
    ece: float
    ece_least: float
    ece_true: float
    intervals: Mapping[str, tuple[float, float]]
    per_class: Mapping[str, Mapping[str, float]]
    confusion: Mapping[str, Mapping[str, int]]
    per_second: float
    groups: Mapping[str, Mapping[str, Report]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "groups"}
        if self.groups:
            plain["by"] = {
                by: {value: report.to_dict() for value, report in found.items()} for by, found in self.groups.items()
            }
        return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answers:
    """Samples with their readings and the time that they took."""

    head: str
    model: str
    samples: Sequence[Sample]
    readings: Sequence[Reading | None]
    per_second: float

    def select(self, column: str, value: str) -> _Answers:
        chosen = [i for i, s in enumerate(self.samples) if s.fields.get(column, "") == value]
        return _Answers(
            head=self.head,
            model=self.model,
            samples=[self.samples[i] for i in chosen],
            readings=[self.readings[i] for i in chosen],
            per_second=self.per_second,
        )


def evaluate(
    classifier: Classifier,
    samples: Sequence[Sample],
    head: str = "sentiment",
    *,
    by: Sequence[str] = (),
    abstain: bool = False,
) -> Report:
    """Figures of one head.

    Args:
        head: one of base.HEADS, or `toward` (each sample then names its brand).
        by: columns of the samples; figures are given for each of their values too.
        abstain: let the classifier abstain (unsure, language); otherwise every text is answered.

    Raises:
        ListenerError: a head that is unknown or not the model's, no samples, a sample without its brand, or no label
            that the head knows.
    """
    _check(samples, head)
    _check_labels(classifier, samples, head)
    items = [_item(sample, head) for sample in samples]
    started = time.perf_counter()
    found = classifier.classify(items, force=not abstain)
    seconds = time.perf_counter() - started
    answers = _Answers(
        head=head,
        model=", ".join(sorted({reading.model for reading in found})),
        samples=samples,
        readings=[_reading(reading, head, sample) for reading, sample in zip(found, samples, strict=True)],
        per_second=len(samples) / max(seconds, 1e-9),
    )
    groups = {
        column: {value: _report(answers.select(column, value)) for value in _values(samples, column)} for column in by
    }
    return _report(answers, groups)


def _check(samples: Sequence[Sample], head: str) -> None:
    if head not in (*HEADS, "toward"):
        raise ListenerError(f"there is no head {head!r}; there are {', '.join((*HEADS, 'toward'))}")
    if not samples:
        raise ListenerError("there are no texts to evaluate")
    if head == "toward" and any(not sample.toward for sample in samples):
        raise ListenerError("the head toward needs a column `toward` with the brand of each text")


def _check_labels(classifier: Classifier, samples: Sequence[Sample], head: str) -> None:
    """Refuses a set of which every label means nothing to the head: another column or another head was meant."""
    manifest: Manifest | None = getattr(classifier, "manifest", None)
    if manifest is None:
        return
    if head != "toward" and head not in manifest.heads:
        raise ListenerError(f"the model {manifest.name} does not read {head}; it reads {', '.join(manifest.heads)}")
    known = manifest.toward.labels if head == "toward" else manifest.heads[head].labels
    given = sorted({sample.label for sample in samples})
    if not set(given) & set(known):
        raise ListenerError(f"no text has a label of {head} ({', '.join(known)}); there are {', '.join(given[:9])}")


def _item(sample: Sample, head: str) -> Item:
    toward = (sample.toward,) if head == "toward" and sample.toward else ()
    return Item(text=sample.text, language=sample.language, toward=toward)


def _reading(found: Classification, head: str, sample: Sample) -> Reading | None:
    return found.toward.get(sample.toward or "") if head == "toward" else found.heads.get(head)


def _values(samples: Sequence[Sample], column: str) -> list[str]:
    return sorted({sample.fields.get(column, "") for sample in samples})


def _report(answers: _Answers, groups: Mapping[str, Mapping[str, Report]] | None = None) -> Report:
    given = [(s.label, r) for s, r in zip(answers.samples, answers.readings, strict=True) if r is not None]
    labels = sorted({label for label, _ in given} | {r.label for _, r in given})
    place = {label: index for index, label in enumerate(labels)}
    truth = np.array([place[label] for label, _ in given], np.int64)
    chosen = np.array([place[r.label] for _, r in given], np.int64)
    table = figures.confusion(truth, chosen, len(labels))
    means = {name: float(value) for name, value in figures.macro(table).items()}
    sure = np.array([r.probability for _, r in given])
    return Report(
        model=answers.model,
        head=answers.head,
        count=len(answers.samples),
        coverage=len(given) / len(answers.samples),
        **means,
        ece=figures.ece(sure, truth == chosen),
        ece_least=figures.least_ece(sure),
        ece_true=figures.true_ece(sure, truth == chosen),
        intervals=figures.intervals(table),
        per_class=_per_class(table, labels),
        confusion={a: {b: int(table[i, j]) for j, b in enumerate(labels)} for i, a in enumerate(labels)},
        per_second=answers.per_second,
        groups=groups or {},
    )


def _per_class(table: figures.Labels, labels: Sequence[str]) -> dict[str, dict[str, float]]:
    precision, recall, f1 = figures.precision_recall_f1(table)
    return {
        label: {
            "precision": float(precision[i]),
            "recall": float(recall[i]),
            "f1": float(f1[i]),
            "support": int(table[i].sum()),
        }
        for i, label in enumerate(labels)
    }
