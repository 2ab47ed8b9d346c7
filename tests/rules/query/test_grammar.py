"""The parser is kept on disk, and whatever became of that file, expressions are read in the same way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rules.query.grammar import read
from rules.query.syntax import Branch, Token

GRAMMAR = Path(sys.modules["rules.query.grammar"].__file__ or "").with_name("expression.lark").read_text("utf-8")
EXPRESSION = "(apple OR #apple) NOT juice"


@pytest.fixture(autouse=True)
def keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_what_is_kept_reads_as_what_was_built(tmp_path: Path) -> None:
    kept = tmp_path / "tables.json"
    built = read(GRAMMAR, kept).parse(EXPRESSION)
    written = kept.read_bytes()
    assert read(GRAMMAR, kept).parse(EXPRESSION) == built
    assert kept.read_bytes() == written
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.parametrize("damage", [b"", b"x", b"seal" * 8 + b"no pickle"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    kept = tmp_path / "tables.json"
    read(GRAMMAR, kept)
    damage = damage or kept.read_bytes()[:-1]
    kept.write_bytes(damage)
    assert read(GRAMMAR, kept).parse(EXPRESSION)
    mended = kept.read_bytes()
    assert mended != damage
    read(GRAMMAR, kept)
    assert kept.read_bytes() == mended


def test_another_grammar_is_not_read_with_the_kept_parser(tmp_path: Path) -> None:
    kept = tmp_path / "tables.json"
    read(GRAMMAR, kept)
    other = read('start: "only" "this"\n%ignore " "', kept)
    assert other.parse("only this") == Branch("start", [Token("only"), Token("this")])


def test_what_other_code_has_kept_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, other = tmp_path / "tables.json", tmp_path / "grammar.py"
    other.write_text("an earlier maker", encoding="utf-8")
    monkeypatch.setattr("rules.query.grammar.__file__", str(other))
    read(GRAMMAR, kept)
    earlier = kept.read_bytes()
    monkeypatch.undo()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert read(GRAMMAR, kept).parse(EXPRESSION)
    assert kept.read_bytes() != earlier


def test_where_nothing_can_be_kept_it_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(GRAMMAR, tmp_path / "absent" / "tables.json").parse(EXPRESSION)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert read(GRAMMAR, tmp_path / "tables.json").parse(EXPRESSION)
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_is_read_without_lark(tmp_path: Path) -> None:
    kept = tmp_path / "tables.json"
    read(GRAMMAR, kept)
    code = (
        "import sys\nfrom pathlib import Path\nfrom rules.query.grammar import _GRAMMAR, read\n"
        f"read(_GRAMMAR.read_text('utf-8'), Path({str(kept)!r})).parse('apple juice')\nprint('lark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
