"""Reads texts from a pipe: NDJSON in, one reading a line out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from listener.classify.base import Item
from listener.exports.ndjson import classification
from storage.records import Classification

Row = dict[str, Any]
Read = Callable[[list[Item]], Sequence[Classification]]
BATCH = 64


def read_lines(lines: Iterable[bytes], read: Read) -> Iterator[Row]:
    """One object for each line that is not blank, in order: the reading, or `{"error": …}` for a line that is no text.

    A line is `{"text": …}`, optionally with `toward` (a brand's name or a list of them) and `language`.
    """
    parsed = (_parse(line) for line in lines if line.strip())
    while batch := list(islice(parsed, BATCH)):
        answers = iter(read([item for item in batch if isinstance(item, Item)]))
        for item in batch:
            yield classification(next(answers)) or {} if isinstance(item, Item) else {"error": item}


def _parse(line: bytes) -> Item | str:
    """The item, or what is wrong with the line."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        return f"no JSON: {error}"
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return 'no object with a "text"; write {"text": "…"}'
    toward, language = row.get("toward") or [], row.get("language")
    names = [toward] if isinstance(toward, str) else toward
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return '"toward" must be a name or a list of names'
    return Item(text=row["text"], language=language if isinstance(language, str) else None, toward=tuple(names))
