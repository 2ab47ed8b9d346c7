"""What people are told on pages names no option of a command: pages and programs read it too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[3]
FOR_TERMINALS = (
    "listener/cli", "listener/demo", "listener/classify/training", "listener/config", "listener/crisis/screen.py",
    "listener/crisis/debrief_text.py",
)  # fmt: skip
"""What a terminal alone shows, or a file that is kept beside it."""
OPTION = re.compile(r"(^|[\s\"\'(`])--[a-z]")


def test_no_reason_names_an_option_of_the_command_line() -> None:
    files = [path for room in ("listener", "rules", "sources", "storage") for path in (HOUSE / room).rglob("*.py")]
    read = [path for path in files if not str(path.relative_to(HOUSE)).startswith(FOR_TERMINALS)]
    assert len(read) > 500
    assert [f"{path.relative_to(HOUSE)}: {text}" for path in read for text in _said(path) if OPTION.search(text)] == []


def _said(path: Path) -> Iterator[str]:
    """The texts of a module that are no docstrings and no styles."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    texts = [each for each in ast.walk(tree) if isinstance(each, ast.Constant) and id(each) not in silent]
    return (each.value for each in texts if isinstance(each.value, str) and not each.value.lstrip().startswith("<"))
