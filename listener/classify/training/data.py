"""Reads the labelled sets and merges them by text; nothing that stands in a validation set is trained on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from listener.classify.text import normalise
from listener.classify.training.tasks import TASKS, Task, sign

Row = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Example:
    """One text with every label that any set gives it.

    Attributes:
        text: normalised.
        labels: head -> index of the label.
        toward: (start, end, index of the sign); the range is in code points of `text`.
        repeats: how many times an epoch shows it.
    """

    text: str
    labels: dict[str, int] = field(default_factory=dict)
    toward: list[tuple[int, int, int]] = field(default_factory=list)
    repeats: int = 1


def read(path: Path) -> list[Row]:
    """The rows of a JSONL file; an absent file has none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def key(text: str) -> str:
    """What makes two texts the same: their letters and digits after normalisation, nothing else."""
    return "".join(c for c in normalise(text).text.lower() if c.isalnum())


def without(rows: Iterable[Row], forbidden: frozenset[str]) -> Iterator[Row]:
    """The rows whose text is not among the forbidden keys."""
    return (row for row in rows if key(row["text"]) not in forbidden)


def validation_keys(folder: Path) -> frozenset[str]:
    """Keys of every text that stands in any validation set under the folder."""
    return frozenset(key(row["text"]) for path in sorted(folder.glob("*/validation.jsonl")) for row in read(path))


def training_examples(folder: Path) -> list[Example]:
    """All training sets merged by text, each text of any validation set removed."""
    forbidden = validation_keys(folder)
    merged: dict[str, Example] = {}
    for task in TASKS:
        for row in without(read(folder / task.name / "train.jsonl"), forbidden):
            _add(merged, task, row)
    for row in without(read(folder / "toward" / "train.jsonl"), forbidden):
        example = merged.setdefault(row["text"], Example(text=normalise(row["text"]).text))
        example.toward.append((*find(row["text"], row["toward"]), sign(row["score"])))
    return [example for example in merged.values() if example.text.strip()]


def _add(merged: dict[str, Example], task: Task, row: Row) -> None:
    example = merged.setdefault(row["text"], Example(text=normalise(row["text"]).text))
    example.labels[task.name] = task.labels.index(str(row[task.field]))
    example.repeats = max(example.repeats, task.repeats)


def find(text: str, topic: str) -> tuple[int, int]:
    """Where a topic stands in the normalised text, from its place in the original; (0, 0) where it does not."""
    start = text.lower().find(topic.lower())
    if start < 0:
        return 0, 0
    return normalise(text).span(start, start + len(topic))


def epoch(examples: Sequence[Example]) -> list[int]:
    """Indices of one epoch: each example as often as its sets ask for."""
    return [index for index, example in enumerate(examples) for _ in range(example.repeats)]
