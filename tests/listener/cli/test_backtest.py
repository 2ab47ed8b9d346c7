"""`listener backtest` and `listener rules tune`, as they are typed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from listener.cli import app
from storage.records import Arrival, Author, Poll, SourceState
from storage.sqlite import SqliteStore
from tests.worlds.mentions import MATCHER, mention

CONFIG = """
[[brands]]
name = "Acme"
[[queries]]
name = "acme"
brand = "Acme"
expression = '"acme cola" OR #acme'
[[rules]]
name = "stars"
type = "author"
scope = "brand:Acme"
followers = 5_000
[[rules]]
name = "every"
type = "keyword"
scope = "brand:Acme"
"""


@pytest.fixture(autouse=True)
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten posts, one a day, by authors with 1,000 to 10,000 followers."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("LISTENER_CONFIG", str(path))
    (tmp_path / "data").mkdir()
    now = datetime.now(UTC)
    posts = [
        mention(
            f"acme cola and its {n} thousand {'fizzy ' * n}drinks",
            n,
            author=Author(handle=f"a{n}", followers=1000 * n),
            published_at=now - timedelta(days=n),
            collected_at=now - timedelta(days=n) + timedelta(minutes=1),
        )
        for n in range(1, 11)
    ]
    store = SqliteStore.open(tmp_path / "data" / "listener.db")
    store.sync_sources({"feed": timedelta(minutes=5)}, now)
    arrivals = [Arrival(mention=each, matches=MATCHER.match(each, source="feed")) for each in posts]
    store.commit_polls([Poll(state=SourceState(name="feed", next_due_at=now), arrivals=arrivals)], now)
    store.close()
    return path


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def test_it_says_when_with_what_and_how_often() -> None:
    shown = run("backtest", "stars", "--days", "30").stdout
    assert shown.count("from an author to watch") == 6
    assert '"stars" would have fired 6 times in 10 days: 4.2 a week.' in shown
    assert "when they were collected" in shown


def test_a_script_gets_one_document() -> None:
    found = json.loads(run("backtest", "stars", "--days", "7", "--json").stdout)
    assert found["fired"] == len(found["firings"]) == 3
    assert found["per_week"] == pytest.approx(3, abs=0.1)
    assert found["firings"][0]["evidence"]


def test_silence_is_said_in_words() -> None:
    assert '"stars" would not have fired in 4 days: 0.0 a week.' in run("backtest", "stars", "--days", "4").stdout


def test_a_setting_is_proposed_and_can_be_copied() -> None:
    shown = run("rules", "tune", "stars", "--per-week", "1").stdout
    assert "Write: followers = 10000" in shown
    found = json.loads(run("rules", "tune", "stars", "--per-week", "1", "--json").stdout)
    assert found["best"] == {"value": 10000, "per_week": pytest.approx(0.7, abs=0.1)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("backtest", "star"), 'did you mean "stars"?'),
        (("rules", "tune", "star"), 'did you mean "stars"?'),
        (("rules", "tune", "every"), "has no setting to tune"),
    ],
)
def test_what_cannot_be_done_is_a_usage_error_with_advice(words: tuple[str, ...], said: str) -> None:
    assert said in " ".join(run(*words, code=2).stderr.split())
