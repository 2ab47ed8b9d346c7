"""Scopes are text everywhere but know what they mean; they are written and taken apart in one place."""

from __future__ import annotations

import ast
import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Alert, Level, Scope, Who
from storage.sqlite.codec import cleaned, dumps, loads
from tests.worlds.alerts import alert

ROOT = Path(__file__).parents[3]
SPELLINGS = {"brand:", "query:", "person:", "oncall:", "target:"}


@given(st.text(min_size=1))
def test_names_may_hold_anything(name: str) -> None:
    for scope, kind in ((Scope.brand(name), "brand"), (Scope.query(name), "query")):
        assert (scope.kind, scope.name) == (kind, name)
        assert Scope.parse(str(scope)) == scope
    assert (Who.person(name).kind, Who.person(name).name) == ("person", name)
    assert (Who.target(name).kind, Who.target(name).name) == ("target", name)


def test_all_has_no_name() -> None:
    assert (Scope.ALL.kind, Scope.ALL.name) == ("all", "")


@pytest.mark.parametrize("text", ["", "Acme", "all:", "all:Acme", "brand:", "brands:Acme"])
def test_what_is_no_scope_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="brand:NAME"):
        Scope.parse(text)


@pytest.mark.parametrize("text", ["", "person:", "people:Mia"])
def test_what_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="person:NAME"):
        Who.parse(text)


def test_they_are_text_to_json_and_to_other_processes() -> None:
    assert json.dumps([Scope.brand("Acme")]) == '["brand:Acme"]'
    assert isinstance(pickle.loads(pickle.dumps(Scope.ALL)), Scope)


def test_the_store_gives_them_back_as_what_they_were() -> None:
    written = alert(scope=Scope.brand("Süßes\ud800"))
    assert loads(Alert, dumps(cleaned(written))).scope.name == "Süßes\ufffd"
    assert loads(Level, '{"members": ["oncall:desk"], "timeout": 60}').members[0].kind == "oncall"


def test_nobody_else_writes_or_splits_them() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in ("listener", "rules", "sources", "storage")
        for path in (ROOT / room).rglob("*.py")
        if path.parent.name != "records"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in SPELLINGS
    ]
    assert found == []
