"""`listener report`: made now, listed, verified."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.config.loading import load
from storage.opening import open_store
from storage.records import Notice, ReportDraft, Scope
from tests.worlds.mentions import NOW
from tests.worlds.terminal import lines, run

REPORTS = """
[[reports]]
name = "board"
type = "monthly"
where = "recalled"
to = ["target:screen"]
"""


def test_a_report_is_made_and_verified(feed: HTTPServer):
    run("poll")
    assert "numbers written to week.html" in run("report", "weekly", "--since", "2d", "-o", "week.html").stderr
    assert "0 are not" in run("report", "verify", "week.html").stdout
    for name in ("week.pdf", "week.xlsx", "week.json"):
        run("report", "make", "weekly", "--since", "2d", "-o", name)
        assert [line["changed"] for line in lines(run("report", "verify", name, "--json"))] == [[]]
    assert Path("week.pdf").read_bytes().startswith(b"%PDF")


def test_a_number_that_changed_is_named_and_the_command_fails(feed: HTTPServer):
    run("poll")
    run("report", "weekly", "--since", "2d", "-o", "week.html")
    path = Path("week.html")
    said = path.read_text().replace('"value":1,', '"value":7,', 1)
    path.write_text(said.replace('"metrics":{', '"metrics":{"buzz":"Loudness.",', 1))
    told = run("report", "verify", "week.html", code=1).stdout
    assert "mentions/brand:Acme/now" in told
    assert "Of the posts" in told
    assert "“buzz” is defined otherwise since version" in told


def test_reports_of_the_configuration(feed: HTTPServer, config: Path):
    assert "No report is sent by itself" in run("report", "list").stdout
    config.write_text(config.read_text() + REPORTS)
    assert "board" in run("report", "list").stdout
    assert lines(run("report", "list", "--json"))[0]["type"] == "monthly"
    run("poll")
    run("report", "board", "-o", "board.html")
    assert "recalled" in Path("board.html").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("weakly",), 'did you mean "weekly"'),
        (("weekly", "-o", "week.docx"), "no"),
        (("weekly", "--since", "1d", "--until", "2d"), "ends before it begins"),
        (("weekly", "--since", "0005-01-01", "--until", "0040-01-01"), "50 years at most"),
        (("weekly", "--since", "0700-01-01"), "50 years at most"),
        (("crisis",), "no crisis"),
        (("compare",), "two"),
    ],
)
def test_what_cannot_be_made_says_why(feed: HTTPServer, words: tuple[str, ...], said: str):
    run("poll")
    result = run("report", *words, code=2 if words == ("weakly",) else 1)
    assert said in result.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('brands = ["Nobody"]', 'there is no brand "Nobody"'),
        ('to = ["target:nobody"]', 'there is no target "nobody"'),
        ('when = "Monday"', "is no time"),
        ('where = "sentiment:odd"', "sentiment: cannot be"),
        ('type2 = "x"', "type2"),
    ],
)
def test_a_wrong_table_is_told(config: Path, wrong: str, said: str):
    config.write_text(config.read_text() + f'[[reports]]\nname = "r"\ntype = "weekly"\n{wrong}\n')
    result = run("check", code=2)
    assert said in result.stderr + result.stdout


def test_reports_that_wait_are_listed_sent_and_kept_back(config: Path):
    config.write_text(config.read_text() + REPORTS)
    assert "No report waits" in run("report", "waiting").stdout
    notice = Notice(
        kind="report", incident_id=None, thread="t", number=1, title="Week", severity=3, scope=Scope.ALL, created_at=NOW
    )
    store = open_store(load(config).store)
    for number in range(1, 151):
        store.add_draft(ReportDraft(key=f"k{number}", report="board", notice=notice, made_at=NOW), [])
    store.close()
    assert [line["key"] for line in lines(run("report", "waiting", "--json"))][:3] == ["k150", "k149", "k148"]
    assert len(lines(run("report", "waiting", "--json"))) == 150
    assert "on its way" in run("report", "approve", "k1", "--who", "Mia").stdout
    assert "nobody" in run("report", "reject", "k2", "--reason", "late", "--who", "Mia").stdout
    assert "Mia has sent" in run("report", "approve", "k1", code=1).stderr
    assert "no report waits" in run("report", "reject", "k151", code=1).stderr
