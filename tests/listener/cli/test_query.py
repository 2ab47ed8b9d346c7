"""`listener query` as a person and a script meet it."""

import json
from pathlib import Path

import pytest
from typer.testing import Result

from listener.trials import catch
from tests.worlds import terminal
from tests.worlds.mentions import Filled, mention

CONFIG = """
[listener]
timezone = "Europe/Berlin"
[[brands]]
name = "Orange"
[[queries]]
name = "orange"
brand = "Orange"
expression = "orange"
[lists]
fruit = ["juice", "peel"]
"""
POSTS = [mention(f"orange juice {number}", number) for number in range(1, 9)]
POSTS += [mention(f"my Orange contract {number}", number) for number in range(11, 15)]
POSTS += [mention("a pear of the first day", 24 * 4)]
STRETCH = ("--since", "2026-03-08T13:00", "--until", "2026-03-10T13:00")


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filled: Filled) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    (tmp_path / "data").mkdir()
    filled(POSTS, tmp_path / "data" / "listener.db")
    monkeypatch.setenv("LISTENER_CONFIG", str(path))
    monkeypatch.chdir(tmp_path)
    return path


def run(*words: str, code: int = 0, text: str | None = None) -> Result:
    return terminal.run("query", *words, code=code, text=text)


def test_a_configured_query_on_what_is_stored():
    shown = run("test", "orange", *STRETCH, "--limit", "1").stdout
    assert "orange: 12 hits since 2026-03-08 13:00" in shown
    assert "6.0 a day, 180 in 30 days" in shown
    assert "Tue 2026-03-10  11 " in shown
    assert shown.count("orange juice") == 1
    assert "will catch more" in shown


def test_an_expression_for_a_script():
    answer = json.loads(run("test", "--expr", "orange NOT @fruit", *STRETCH, "--json").stdout)
    assert (answer["query"], answer["hits"], answer["complete"]) == (None, 4, True)
    assert answer["forecast"] == {"daily": 2.0, "low": 0, "high": 4}
    assert [day["hits"] for day in answer["days"]] == [0, 1, 3]
    assert answer["newest"][0]["spans"] == [["text", 3, 9]]


def test_days_before_the_first_post_are_left_out():
    result = run("test", "orange", "--since", "2025-01-01", "--until", "2026-03-10T13:00", "--json")
    days = json.loads(result.stdout)["days"]
    assert [day["hits"] for day in days] == [0, 0, 0, 1, 11]
    assert "days before that are left out" in run("test", "orange", "--since", "2025-01-01").stderr
    assert "left out" not in run("test", "orange", *STRETCH).stderr


def test_nothing_caught_is_no_error():
    assert "pear: 0 hits" in run("test", "--expr", "pear", *STRETCH).stdout
    assert "Nothing was judged" in run("precision", "--expr", "pear", *STRETCH).stdout


def test_wrong_usage_says_what_to_write():
    assert "did you mean" in run("test", "ornage", code=2).stderr
    assert "--expr" in run("test", code=2).stderr
    assert "--expr" in run("precision", "orange", "--expr", "orange", code=2).stderr
    assert "--since" in run("test", "orange", "--since", "2026-03-08", "--until", "2026-03-07", code=2).stderr
    assert run("test", "--expr", "orange (", code=2).stderr.splitlines()[1] == "       ^"


def test_too_much_to_read_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(catch, "MOST_READ", 5)
    assert "only the newest 5 candidates" in run("test", "orange", *STRETCH).stderr
    assert "only the newest 5 candidates" in run("precision", "orange", *STRETCH, "--json").stderr


def test_hits_are_judged_one_by_one_and_answers_are_kept():
    result = run("precision", "orange", *STRETCH, "--sample", "5", "--save", "judged", text="y\nperhaps\nn\ns\n")
    assert "5 of 12 hits" in result.stdout
    assert "50\u202f% (95 % interval 9\u202f% to 91\u202f%): 1 of 2 hits are meant" in result.stdout
    assert [json.loads(line)["yes"] for line in Path("judged").read_text().splitlines()] == [True, False]


def test_a_script_draws_judges_and_gets_a_better_query():
    drawn = [json.loads(line) for line in run("precision", "orange", *STRETCH, "--json").stdout.splitlines()]
    assert len(drawn) == 12
    judged = "".join(json.dumps(each | {"yes": "contract" in each["text"]}) + "\n" for each in drawn)
    Path("judged").write_text(judged + '{"id": 7, "yes": true}', encoding="utf-8")
    result = run("precision", "orange", "--verdicts", "judged", "--json")
    answer = json.loads(result.stdout)
    assert (answer["judged"], answer["meant"], answer["precision"]) == (12, 4, pytest.approx(1 / 3))
    assert answer["exclusions"] == [{"term": "juice", "noise": 8, "loss": 0}]
    assert answer["suggestion"] == "(orange) NOT juice"
    assert answer["after"]["precision"] == 1.0
    assert result.stderr.endswith(": 1\n")
    again = run("precision", "--expr", answer["suggestion"], "--verdicts", "judged").stdout
    assert "Precision 100\u202f%" in again
    assert "exclude  " in run("precision", "orange", "--verdicts", "judged").stdout


def test_files_that_cannot_be_used_are_told():
    Path("judged").write_text("{}", encoding="utf-8")
    assert "line 1" in run("precision", "orange", "--verdicts", "judged", code=2).stderr
    assert "cannot be read" in run("precision", "orange", "--verdicts", "none", code=2).stderr
    assert "cannot be written" in run("precision", "orange", *STRETCH, "--save", "no/judged", code=2).stderr


def test_a_wrong_expression_for_a_script():
    answer = json.loads(run("check", "orange (", "--json", code=2).stdout)
    assert (answer["right"], answer["column"]) == (False, 7)
    assert "never closed" in answer["error"]


def test_fields_can_be_explained():
    post = ("orange", "--title", "Recall", "--url", "https://example.org/1", "--author", "ada")
    run("explain", "title:recall site:example.org author:ada", *post)
    assert "✗ site:example.org" in run("explain", "orange site:example.org", "orange", code=1).stdout


def test_a_wrong_query_shows_the_place():
    shown = run("check", "acme AND (cola", code=2).stderr.splitlines()
    assert shown[0] == "acme AND (cola"
    assert shown[1].index("^") == 9


def test_a_doubtful_query_is_warned_about():
    assert "capitals" in run("check", "acme or cola").stdout
    warning, *_ = json.loads(run("check", "acme or cola", "--json").stdout)["warnings"]
    assert warning["column"] == 5
    shown = run("check", "acme OR cola").stdout
    assert "#acme, #cola are not included" in shown
    assert "It is right" in shown
    assert run("check", "acme OR #acme").stdout == "It is right.\n"
    shown = run("check", "apple OR #apple").stdout
    assert "common word" in shown
    assert "{Apple}" in shown
    assert "It is right" not in shown


def test_a_verdict_is_explained():
    assert "✓ sick" in run("explain", "acme AND sick", "Acme made me sick").stdout
    assert "✗ sick" in run("explain", "acme AND sick", "Acme made me", code=1).stdout


def test_posts_are_matched_a_line_each():
    posts = '{"text": "💥 I like #acme"}\nno json\n{"text": "nothing", "author": "x", "id": 7}\n'
    found = [json.loads(line) for line in run("match", "#acme", "--json", code=1, text=posts).stdout.splitlines()]
    assert found[0] == {"match": True, "spans": [["text", 9, 14]]}
    assert "error" in found[1]
    assert found[2] == {"id": 7, "match": False, "spans": []}
