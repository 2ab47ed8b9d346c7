"""`listener backtest`: when a rule would have fired."""

from __future__ import annotations

import json

import pytest

from tests.worlds.terminal import run

pytestmark = pytest.mark.usefixtures("ten_authors")


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
    assert '"stars" would not have fired in 4 days.' in run("backtest", "stars", "--days", "4").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("backtest", "star"), 'did you mean "stars"?'),
    ],
)
def test_what_cannot_be_done_is_a_usage_error_with_advice(words: tuple[str, ...], said: str) -> None:
    assert said in " ".join(run(*words, code=2).stderr.split())
