"""The cases that stand beside the repository, all of them, where they are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from listener.trials.matches import mention_of
from rules.query import Matcher, parse
from rules.query.lint import lint
from storage.errors import QueryError
from storage.records import Query

CASES = Path(__file__).parents[4] / "shared" / "cases"


def _lines(name: str) -> list[str]:
    path = CASES / name
    if not path.exists():
        pytest.skip("the cases are not here")
    return path.read_text(encoding="utf-8").splitlines()


def test_queries() -> None:
    wrong = []
    for line in _lines("queries.jsonl"):
        case = json.loads(line)
        matcher = Matcher([Query(name="q", brand="b", expression=case["query"])])
        if bool(matcher.match(mention_of(case["post"]))) != case["expected"]:
            wrong.append(line)
    assert wrong == []


def _outcome(expression: str, outcome: str, wanted: str) -> bool:
    try:
        doubts = lint(expression)
    except QueryError as error:
        return outcome == "refuses" and wanted in error.what
    if outcome == "warns":
        return any(wanted in doubt.what for doubt in doubts)
    return outcome == "reads" and _shape(expression) == _shape(wanted)


def _shape(expression: str) -> str:
    return re.sub(r"(column|length|bracketed)=\w+", "", repr(parse(expression)))


def test_dialects() -> None:
    rows = [line.split("\t") for line in _lines("dialects.tsv")[1:]]
    assert [row for row in rows if not _outcome(*row[1:])] == []
