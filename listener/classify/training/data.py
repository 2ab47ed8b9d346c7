"""Reads the labelled sets and merges them by text; nothing that stands in a validation set is trained on."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from listener.classify.text import normalise
from listener.classify.training.recipes import TOWARD_HEAD, Recipe, Source
from listener.classify.training.tasks import Task, sign

Row = Mapping[str, Any]
ENGLISH = "en"
DIGITS = 16
HERE = Path(__file__).parent


@dataclass(slots=True, kw_only=True)
class Example:
    """One text with every label that any set gives it.

    Attributes:
        text: normalised.
        labels: head -> index of the label.
        toward: (start, end, index of the sign); the range is in code points of `text`.
        repeats: how many times an epoch shows it.
        pairs: whether each showing is two readings that must agree.
        language: ISO 639-1 code.
    """

    text: str
    labels: dict[str, int] = field(default_factory=dict)
    toward: list[tuple[int, int, int]] = field(default_factory=list)
    repeats: int = 1
    pairs: bool = False
    language: str = ENGLISH


def read(path: Path) -> list[Row]:
    """The rows of a JSONL file; an absent file has none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def key(text: str) -> str:
    """What makes two texts the same: their letters and digits after normalisation, nothing else."""
    return "".join(c for c in normalise(text).text.lower() if c.isalnum())


def digest(text: str) -> str:
    """What stands for a text whose label is kept here and which itself is not: the first digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:DIGITS]


def without(rows: Iterable[Row], forbidden: frozenset[str]) -> Iterator[Row]:
    """The rows whose text is not among the forbidden keys."""
    return (row for row in rows if key(row["text"]) not in forbidden)


def validation_keys(folder: Path) -> frozenset[str]:
    """Keys of every text that stands in any validation set under the folder."""
    return frozenset(key(row["text"]) for path in sorted(folder.rglob("validation.jsonl")) for row in read(path))


def training_examples(folder: Path, recipe: Recipe) -> list[Example]:
    """All training sets of a recipe merged by text, each text of any validation set removed."""
    forbidden = validation_keys(folder)
    merged: dict[str, Example] = {}
    for source in recipe.sources:
        rows = without(rows_of(folder, source, merged), forbidden)
        for row in drawn([row for row in rows if str(row.get("label")) not in source.without], source.most, merged):
            _add(merged, source, row, None if source.head == TOWARD_HEAD else recipe.task(source.head))
    return [example for example in merged.values() if example.text]


def rows_of(folder: Path, source: Source, known: Iterable[str]) -> list[Row]:
    """The rows of a set; where it is kept here by digests, those of the texts that are known already."""
    if source.kept is None:
        return read(folder / source.folder / "train.jsonl")
    labels = {row["sha256"]: row for row in read(HERE / source.kept)}
    found = ((text, labels.get(digest(text))) for text in known)
    return [{**row, "text": text} for text, row in found if row is not None]


def drawn(rows: list[Row], most: int | None, known: Mapping[str, Example]) -> list[Row]:
    """At most `most` rows a language, the same ones on every run; rows of known texts cost nothing and do not count."""
    if most is None:
        return rows
    random.Random(1).shuffle(rows)
    counts: Counter[str] = Counter()
    chosen: list[Row] = []
    for row in rows:
        language = row.get("language", ENGLISH)
        counts[language] += row["text"] not in known
        if row["text"] in known or counts[language] <= most:
            chosen.append(row)
    return chosen


def _add(merged: dict[str, Example], source: Source, row: Row, task: Task | None) -> None:
    language = str(row.get("language", ENGLISH))
    example = merged.setdefault(row["text"], Example(text=normalise(row["text"]).text.strip(), language=language))
    example.repeats = max(example.repeats, source.repeats)
    example.pairs |= source.pairs
    if task:
        example.labels[task.name] = task.labels.index(str(row[task.field]))
    else:
        example.toward.append((*find(row["text"], row["toward"]), sign(row["score"])))


def find(text: str, topic: str) -> tuple[int, int]:
    """Where a topic stands in the normalised text, from its place in the original; (0, 0) where it does not."""
    start = text.lower().find(topic.lower())
    if start < 0:
        return 0, 0
    found = normalise(text)
    cut = len(found.text) - len(found.text.lstrip())
    first, last = found.span(start, start + len(topic))
    return max(0, first - cut), max(0, last - cut)


def epoch(examples: Sequence[Example]) -> list[int]:
    """Indices of one epoch: each example as often as its sets ask for."""
    return [index for index, example in enumerate(examples) for _ in range(example.repeats)]
