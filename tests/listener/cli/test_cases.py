"""`listener cases`: what a person types, and what becomes of the queue."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from rules.query import Matcher, tokens
from storage.opening import locate, open_store
from storage.records import Arrival, Author, Mention, Poll, Query, SourceState
from storage.store import Store
from tests.worlds.terminal import run

CONFIG = """
[[brands]]
name = "Acme"
[[queries]]
name = "acme"
brand = "Acme"
expression = 'acme'
[[people]]
name = "Mia"
[[people]]
name = "Bo"
[[teams]]
name = "care"
people = ["Bo"]
[desk]
first_answer = "1h"
"""
NOW = datetime.now(UTC)
HOSTILE = "acme \x1b[31mred\x1b[0m \u202edne =cmd()"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("LISTENER_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("USER", "Mia")
    store = open_store(locate(tmp_path / "data" / "listener.db"))
    matcher = Matcher([Query(name="acme", brand="Acme", expression="acme")])
    posts = [
        Mention(
            kind="social", native_id=str(n), text=text, collected_at=NOW, published_at=NOW - timedelta(hours=n),
            author=Author(handle="ada"), url=f"https://s.example.org/{n}",
        )
        for n, text in enumerate(["acme lid broke", "acme is fine", HOSTILE])
    ]  # fmt: skip
    arrivals = [Arrival(mention=each, matches=matcher.match(each), tokens=tokens(each)) for each in posts]
    store.commit_polls([Poll(state=SourceState(name="feed", next_due_at=NOW), arrivals=arrivals)], NOW)
    for each in store.search():
        run("cases", "file", str(each.id))
    yield store
    store.close()
    structlog.reset_defaults()


def rows(*words: str, code: int = 0) -> list[dict]:
    return [json.loads(line) for line in run("cases", *words, "--json", code=code).stdout.splitlines()]


def test_the_queue_says_first_why_each_is_here():
    shown = run("cases", "list").stdout
    assert "put in by Mia" in shown
    assert "acme lid broke" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert [row["id"] for row in rows("list")] == [1, 2, 3]
    assert "2 more" in run("cases", "list", "--limit", "1").stdout
    assert rows("list", "--brand", "Bolt") == []


def test_a_case_goes_its_way_and_everything_can_be_taken_back():
    run("cases", "take", "1")
    assert "Mia has it" in run("cases", "take", "1", "--who", "Bo", code=1).stderr
    run("cases", "assign", "1", "2", "--to", "bo")
    assert [row["assignee"] for row in rows("list", "--assignee", "Bo")] == ["Bo", "Bo"]
    assert "took back: assigned to Bo 2 cases: 1, 2" in run("cases", "undo").stdout
    assert rows("list", "--assignee", "Bo") == []
    run("cases", "assign", "3", "--team", "care")
    run("cases", "tag", "3", "--add", "#Lid", "--add", "app", "--remove", "app")
    assert [row["tags"] for row in rows("list", "--team", "care", "--tag", "lid")] == [["lid"]]
    run("cases", "note", "1", "Serials from 2507")
    run("cases", "correct", "1", "sentiment", "neutral")
    run("cases", "draft", "1", "We are sorry.")
    assert "somebody else" in run("cases", "approve", "1", code=1).stderr
    run("cases", "approve", "1", "--who", "Bo")
    told = run("cases", "show", "1").stdout
    assert "Draft of Mia, approved by Bo:\nWe are sorry." in told
    assert "Serials from 2507" in told
    run("cases", "answered", "1", "https://s.example.org/9")
    run("cases", "close", "1")
    run("cases", "hold", "2", "--for", "2h")
    assert [[row["id"] for row in rows("list", "--status", status)] for status in ("closed", "on hold", "active")] == [
        [1], [2], [3]
    ]  # fmt: skip
    run("cases", "reopen", "1", "2")
    assert len(rows("list")) == 3


def test_of_several_those_that_cannot_be_changed_are_told():
    run("cases", "close", "1", "--who", "Bo")
    done = run("cases", "close", "1", "2")
    assert "case 2, closed" in done.stdout
    assert "case 1 is left as it is: it was already closed by Bo" in done.stderr


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("take", "99"), "no case 99"),
        (("show", "99"), "no case 99"),
        (("file", "99"), "no mention 99"),
        (("assign", "1", "--to", "Mai"), 'did you mean "Mia"'),
        (("answered", "1", "javascript:x"), "no address"),
        (("correct", "1", "sentiment", "great"), "one of negative"),
        (("tag", "1", "--add", "a,b"), "no tag"),
        (("undo", "--who", "Bo"), "nothing to take back"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_to_do_instead(words: tuple[str, ...], what: str):
    assert what in run("cases", *words, code=1).stderr


@pytest.mark.parametrize("option", ["--until", "--for"])
@pytest.mark.parametrize("when", ["2h", "2100-03-01", "2100-03-01T08:00"])
def test_until_when_a_case_is_held_is_a_length_of_time_or_a_date(option: str, when: str):
    assert "case 1, on hold" in run("cases", "hold", "1", option, when).stdout


def test_two_times_to_hold_a_case_until_are_one_too_many():
    assert "--until or --for" in run("cases", "hold", "1", "--until", "2h", "--for", "3h", code=2).stderr


@pytest.mark.parametrize(
    "words", [("hold", "1", "--for", "soon"), ("hold", "1", "--until", "whenever"), ("list", "--status", "odd")]
)
def test_a_wrong_word_is_a_wrong_use(words: tuple[str, ...]):
    assert words[-1] in run("cases", *words, code=2).stderr


def test_times_are_shown_with_their_targets():
    run("cases", "answered", "1", "")
    shown = run("cases", "times").stdout
    assert "brand Acme" in shown
    assert "target of first answer: 1 hour" in shown
    [plain] = rows("times")
    assert plain["all"]["first"]["n"] == 1
    assert plain["all"]["first"]["unknown"] == 2
