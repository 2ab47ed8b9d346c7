"""Silences and verdicts from the command line: what a person types, and what the whole then says."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from listener.cli import app
from storage.records import Alert, Incident, Scope
from storage.sqlite import SqliteStore

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
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteStore]:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("LISTENER_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("USER", "Mia")
    store = SqliteStore.open(tmp_path / "data" / "listener.db")
    yield store
    store.close()
    structlog.reset_defaults()


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def refusal(*words: str) -> str:
    """The sentence of a usage error, without the frame that is drawn around it."""
    return re.sub(r"[\s│]+", " ", run(*words, code=2).stderr)


def opened(store: SqliteStore, key: str, *rules: str, drill: bool = False) -> int:
    alerts = tuple(
        Alert(
            rule=rule,
            scope=Scope.brand("Acme"),
            severity=2,
            fingerprint=rule,
            starts_at=NOW,
            ends_at=NOW,
            value=9,
            summary=f"{rule} happened",
        )
        for rule in rules
    )
    one = Incident(key=key, route="everything", title="t", severity=2, opened_at=NOW, alerts=alerts, drill=drill)
    return store.commit_incident(one, (), NOW).id or 0


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
        (["--match", "brand=Acme", "--for", "soon"], "is not a duration"),
        (["--match", "rule=many post", "--match", "severity=3"], 'did you mean "many posts"?'),
        (["--match", "brand=Acme"], "--really"),
    ],
)
def test_a_wrong_silence_is_a_usage_error_that_says_what_to_write(words: list[str], what: str):
    assert what in refusal("silences", "add", *words, "--reason", "launch")
    assert rows("silences", "list") == []


def test_the_worst_is_silenced_only_on_purpose():
    run("silences", "add", "--match", "brand=Acme", "--reason", "launch", "--really")
    assert len(rows("silences", "list")) == 1


def test_rules_are_listed_with_how_often_they_fired_and_were_right(store: SqliteStore):
    opened(store, "a", "many posts", "every post")
    opened(store, "b", "many posts")
    run("rules", "verdict", "1", "useful")
    run("rules", "verdict", "2", "noise")
    found = {row["rule"]: row for row in rows("rules", "list")}
    many, every = found["many posts"], found["every post"]
    assert (many["type"], many["severity"], many["fired_7_days"], many["verdicts"]) == ("volume", 2, 2, 2)
    assert (many["precision"], many["noise_7_days"], every["precision"]) == (0.5, 1, 1.0)
    assert "50% (" in run("rules", "list").stdout


def test_one_rule_of_an_incident_can_be_judged_alone(store: SqliteStore):
    opened(store, "a", "many posts", "every post")
    (said,) = rows("rules", "verdict", "1", "noise", "--rule", "many posts")
    assert said == {"incident": 1, "verdict": "noise", "rules": ["many posts"], "who": "Mia"}
    assert {row["rule"]: row["noise"] for row in rows("rules", "list")} == {"every post": 0, "many posts": 1}
    assert 'called the alert of "many posts" noise' in store.incidents()[0].timeline[-1].what
    assert 'did you mean "many posts"?' in run("rules", "verdict", "1", "noise", "--rule", "many post", code=1).stderr


def test_nothing_is_learnt_from_a_drill(store: SqliteStore):
    opened(store, "a", "many posts", drill=True)
    for words in ([], ["--rule", "many posts"]):
        assert "drill" in run("rules", "verdict", "1", "noise", *words, code=1).stderr
    assert all(row["verdicts"] == 0 for row in rows("rules", "list"))


def test_a_rule_that_is_mostly_noise_is_a_trouble(store: SqliteStore):
    for number in range(5):
        id = opened(store, f"k{number}", "many posts")
        assert "noise" not in run("status").stdout
        run("rules", "verdict", str(id), "noise")
    said = "5 of 5 alerts were noise; make it less sensitive with `listener rules tune 'many posts' --per-week"
    assert f"{said} 2`" in run("status", code=1).stdout
    assert f"{said} 1`" in run("rules", "list", "--budget", "1").stdout
