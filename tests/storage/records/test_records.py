"""Every record is found in the package, as a type checker sees it and when the program runs."""

import ast
import importlib
from pathlib import Path

import pytest

from storage import records


def declared() -> dict[str, str]:
    """Name -> module, as a type checker reads it."""
    tree = ast.parse(Path(records.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    told = [node for node in imports if (node.module or "").startswith("storage.records.")]
    return {alias.name: node.module or "" for node in told for alias in node.names}


def test_what_a_type_checker_finds_is_found_when_the_program_runs():
    names = declared()
    assert len(names) > 100
    assert {f"storage.records.{module}" for module in records._HOME.values()} == set(names.values())
    assert set(records._HOME) == set(names)
    for name, module in names.items():
        assert getattr(records, name) is getattr(importlib.import_module(module), name)


def test_a_name_that_no_record_has_is_no_attribute():
    with pytest.raises(AttributeError, match="no attribute 'Nobody'"):
        records.Nobody  # noqa: B018
