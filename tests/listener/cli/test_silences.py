"""`listener silences`: what a person types, and what holds then."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from storage.opening import locate, open_store
from storage.store import Store
from tests.worlds.terminal import run

CONFIG = """
[[brands]]
name = "Acme"
[[queries]]
name = "acme"
brand = "Acme"
expression = '"acme cola"'
[[rules]]
name = "every post"
type = "keyword"
scope = "brand:Acme"
[[rules]]
name = "many posts"
type = "volume"
scope = "brand:Acme"
severity = 2
[[targets]]
name = "screen"
type = "console"
"""
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("LISTENER_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("USER", "Mia")
    store = open_store(locate(tmp_path / "data" / "listener.db"))
    yield store
    store.close()
    structlog.reset_defaults()


def refusal(*words: str) -> str:
    """The sentence of a usage error, without the frame that is drawn around it."""
    return re.sub(r"[\s│]+", " ", run(*words, code=2).stderr)


def rows(*words: str) -> list[dict]:
    return [json.loads(line) for line in run(*words, "--json").stdout.splitlines()]


def test_a_silence_is_begun_seen_and_ended():
    match = ["--match", "brand=Acme", "--match", "severity=3", "--match", "severity=2"]
    said = run("silences", "add", *match, "--for", "2h", "--reason", "product launch", "--who", "Noor").stdout
    assert "silence 1 holds back brand Acme, severity 3 or 2 until" in said
    (row,) = rows("silences", "list")
    assert (row["match"], row["who"], row["alerts"]) == ({"brand": ["Acme"], "severity": ["3", "2"]}, "Noor", 0)
    length = datetime.fromisoformat(row["ends_at"]) - datetime.fromisoformat(row["starts_at"])
    assert length == timedelta(hours=2)
    assert "product launch" in run("silences", "list").stdout
    run("silences", "end", "1")
    assert rows("silences", "list") == []
    assert "no silence 1 to end" in run("silences", "end", "1", code=1).stderr


def test_a_silence_can_be_planned():
    run("silences", "add", "--match", "severity=3", "--from", "2999-03-01T08:00Z", "--for", "1d", "--reason", "launch")
    (row,) = rows("silences", "list")
    assert row["ends_at"].startswith("2999-03-02T08:00")
    assert "begins 2999-03-01" in run("silences", "list").stdout


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ([], "something that must match"),
        (["--match", "Acme"], "write it as brand=Acme"),
        (["--match", "brand=Acme", "--for", "soon"], 'write "2h" for two hours'),
        (["--match", "rule=many post", "--match", "severity=3"], 'did you mean "many posts"?'),
        (["--match", "brand=Acme"], "really meant"),
    ],
)
def test_a_wrong_silence_is_a_usage_error_that_says_what_to_write(words: list[str], what: str):
    assert what in refusal("silences", "add", *words, "--reason", "launch")
    assert rows("silences", "list") == []


def test_the_worst_is_silenced_only_on_purpose():
    run("silences", "add", "--match", "brand=Acme", "--reason", "launch", "--really")
    assert len(rows("silences", "list")) == 1
