"""Reads labelled texts: JSONL, CSV, a folder in TweetEval's layout, or a folder of JSONL splits."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.errors import ListenerError

SIGNS = ("negative", "neutral", "positive")
SPLITS = {"validation": ("validation", "val"), "val": ("val", "validation"), "train": ("train",), "test": ("test",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A text and the right answer.

    Attributes:
        toward: The brand or topic that the label is about; None for the heads of the text.
        fields: Every other column, for figures by group.
    """

    text: str
    label: str
    toward: str | None = None
    language: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


def read_dataset(path: Path, *, split: str | None = None, text: str = "text", label: str = "label") -> list[Sample]:
    """Samples of a file (.jsonl, .ndjson, .csv, .tsv) or of one split of a folder.

    A folder holds `{split}_text.txt`, `{split}_labels.txt` and `mapping.txt`, or `{split}.jsonl`; without `split`
    its validation split is read, else test, else train. Rows with `toward` and `score` (−2…2) are labelled by sign.

    Raises:
        ListenerError: nothing readable is there, or a row lacks a column; the message names it.
    """
    if path.is_dir():
        return _folder(path, split, text, label)
    samples = [_sample(path, number, row, text, label) for number, row in read_rows(path)]
    if not samples:
        raise ListenerError(f"{path} holds no rows")
    return samples


def read_rows(path: Path) -> Iterable[tuple[int, Mapping[str, Any]]]:
    """(row or line number, columns) of a file.

    Raises:
        ListenerError: it is missing, cannot be read, or a line is none.
    """
    if not path.exists():
        raise ListenerError(f"{path} does not exist")
    return _separated(path) if path.suffix in {".csv", ".tsv"} else _json_lines(path)


def _folder(path: Path, split: str | None, text: str, label: str) -> list[Sample]:
    wanted = SPLITS.get(split, (split,)) if split else ("validation", "val", "test", "train")
    for name in wanted:
        if (path / f"{name}_text.txt").exists():
            return _tweeteval(path, name)
        if (path / f"{name}.jsonl").exists():
            return read_dataset(path / f"{name}.jsonl", text=text, label=label)
    raise ListenerError(
        f"{path} has no split {' or '.join(wanted)} (NAME_text.txt with NAME_labels.txt, or NAME.jsonl)"
    )


def _tweeteval(path: Path, name: str) -> list[Sample]:
    pairs = (line.split(maxsplit=1) for line in _lines(path / "mapping.txt"))
    mapping = {pair[0]: pair[1].strip() for pair in pairs if len(pair) == 2}
    texts, labels = _lines(path / f"{name}_text.txt"), _lines(path / f"{name}_labels.txt")
    if len(texts) != len(labels):
        raise ListenerError(f"{path}: {name}_text.txt has {len(texts)} lines and {name}_labels.txt has {len(labels)}")
    return [
        Sample(text=t, label=mapping.get(number.strip(), number.strip()))
        for t, number in zip(texts, labels, strict=True)
    ]


def _lines(path: Path) -> list[str]:
    """Lines ended by a newline only: posts may hold other characters that Python takes for line ends."""
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ListenerError(f"{path} cannot be read: {error}") from error
    return content.removesuffix("\n").split("\n") if content else []


def _json_lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ListenerError(f"{path}, line {number}: not JSON ({error})") from error
        if not isinstance(row, dict):
            raise ListenerError(f"{path}, line {number}: not an object with columns")
        yield number, row


def _separated(path: Path) -> Iterable[tuple[int, Mapping[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield from enumerate(csv.DictReader(lines, delimiter="\t" if path.suffix == ".tsv" else ","), 2)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ListenerError(f"{path} cannot be read: {error}") from error


def _sample(path: Path, number: int, row: Mapping[str, Any], text: str, label: str) -> Sample:
    answer = row.get(label)
    if answer is None and "score" in row:
        answer = _sign(path, number, row["score"])
    for name, value in ((text, row.get(text)), (label, answer)):
        if value is None:
            raise ListenerError(f"{path}, row {number}: no column {name!r}; there are {', '.join(map(str, row))}")
    others = {str(k): str(v) for k, v in row.items() if k not in {text, label}}
    toward = others.get("toward")
    return Sample(text=str(row[text]), label=str(answer), toward=toward, language=others.get("language"), fields=others)


def _sign(path: Path, number: int, score: Any) -> str:
    try:
        value = float(score)
    except (TypeError, ValueError) as error:
        raise ListenerError(f"{path}, row {number}: the score {score!r} is not a number") from error
    return SIGNS[(value > 0) - (value < 0) + 1]
