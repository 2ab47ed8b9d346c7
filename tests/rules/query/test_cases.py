"""The table of cases: query, text with the matched words in ⟦ ⟧ (none: no match; `!`: refused), other fields."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from storage.errors import QueryError
from storage.records import Span
from tests.worlds.posts import a_mention, match

LISTS = {"fruits": ["apple", "red pear"], "vips": ["joe", "@ann"], "press": ["example.com", "example.org/news"]}
_TABLE = Path(__file__).with_name("cases.tsv").read_text(encoding="utf-8").splitlines()
CASES = [(number, *line.split("\t")) for number, line in enumerate(_TABLE, 1) if not line.startswith("## ")]


def unmarked(field: str, marked: str) -> tuple[str, list[Span]]:
    """A text without its marks, and the spans that they showed."""
    spans, plain = [], ""
    for before, inside in re.findall(r"([^⟦]*)(?:⟦([^⟧]*)⟧)?", marked):
        plain += before
        if inside:
            spans.append((field, len(plain), len(plain) + len(inside)))
        plain += inside
    return plain, spans


def read(marked: str, fields: dict[str, Any]) -> tuple[str, dict[str, Any], list[Span]]:
    """Text, other fields and spans of a case."""
    spans: list[Span] = []
    author = fields.get("author", {})
    shown = "handle" if "handle" in author else "name"
    for name, holder in (("title", fields), ("text", {"text": marked}), ("url", fields), ("author", author)):
        key = shown if name == "author" else name
        if key in holder:
            holder[key], found = unmarked(name, holder[key])
            spans += found
            text = holder["text"] if name == "text" else ""
        marked = text if name == "text" else marked
    return marked, fields, spans


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}: {case[1]}")
def test_case(case: tuple[Any, ...]) -> None:
    _, expression, marked, *rest = case
    if marked.startswith("! "):
        with pytest.raises(QueryError, match=marked[2:]):
            match(expression, a_mention(), lists=LISTS)
        return
    text, fields, spans = read(marked, json.loads(rest[0]) if rest else {})
    expected, source = fields.pop("match", bool(spans)), fields.pop("source", None)
    found = match(expression, a_mention(text, **fields), source=source, lists=LISTS)
    assert (found is not None) == expected
    assert list(found.spans if found else ()) == spans


def test_the_table_is_as_long_as_promised() -> None:
    assert len(CASES) >= 300
