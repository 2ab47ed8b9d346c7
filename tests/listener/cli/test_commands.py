"""Commands as a person or a script meets them: what they print, where, and the code they end with."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner, Result

from listener.classify import worker
from listener.classify.base import Item
from listener.cli import app
from listener.cli.exits import MEANINGS
from storage.records import Abstention, Classification, Reading
from storage.sqlite import SqliteStore

FIXTURES = Path(__file__).parents[2] / "fixtures" / "configs"
FEED = """<rss version="2.0"><channel><title>News</title>
<item><guid>1</guid><title>Acme Cola recalled</title><link>https://news.example.org/1</link></item>
<item><guid>2</guid><title>Weather</title><link>https://news.example.org/2</link></item>
</channel></rss>"""
CONFIG = """
[collect]
allow_private = ["127.0.0.1", "localhost"]
[[brands]]
name = "Acme"
[[queries]]
name = "acme"
brand = "Acme"
expression = '"acme cola" OR #acme'
[[targets]]
name = "screen"
type = "console"
[[routes]]
name = "all"
targets = ["screen"]
[[routes.routes]]
name = "urgent"
match = { severity = 1 }
"""


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("LISTENER_CONFIG", str(path))
    monkeypatch.chdir(tmp_path)
    yield path
    structlog.reset_defaults()  # commands log to the streams of their run


@pytest.fixture
def feed(config: Path, httpserver: HTTPServer) -> Iterator[HTTPServer]:
    httpserver.expect_request("/news").respond_with_data(FEED, content_type="application/rss+xml")
    source = f'[[sources]]\nname = "news"\ntype = "rss"\nurl = "{httpserver.url_for("/news")}"\n'
    config.write_text(CONFIG + source, encoding="utf-8")
    return httpserver


def run(*words: str, code: int = 0, text: str | bytes | None = None) -> Result:
    result = CliRunner().invoke(app, list(words), input=text)
    assert result.exit_code == code, result.output + repr(result.exception)
    assert "Traceback" not in result.output
    return result


def lines(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def every_command() -> list[list[str]]:
    """All commands and subcommands by their names."""
    from typer.main import get_command

    found: list[list[str]] = []
    waiting = [([], get_command(app))]
    while waiting:
        path, command = waiting.pop()
        found += [path] if path else []
        waiting += [([*path, name], inner) for name, inner in getattr(command, "commands", {}).items()]
    return found


@pytest.mark.parametrize("command", every_command(), ids=" ".join)
def test_every_command_has_help_with_an_example(command: list[str]):
    shown = run(*command, "--help").stdout
    if "COMMAND [ARGS]" not in shown:
        assert re.search(rf"Example:.*listener {' '.join(command)}", shown, re.DOTALL)


def test_the_exit_codes_stand_in_the_help():
    shown = run("--help").stdout
    for code, meaning in MEANINGS.items():
        assert f"{code}  {meaning}" in shown


def test_wrong_configuration_is_told_on_stderr_with_code_2():
    result = run("status", "--config", str(FIXTURES / "references.toml"), code=2)
    assert result.stdout == ""
    assert 'did you mean "acme"?' in result.stderr


def test_debug_shows_where_an_error_came_from(tmp_path: Path):
    result = CliRunner().invoke(app, ["--debug", "status", "--config", str(tmp_path / "none.toml")])
    assert type(result.exception).__name__ == "ConfigError"


def test_nothing_stored_yet_is_code_4():
    assert "listener poll" in run("status", code=4).stderr


def test_a_second_service_on_one_store_is_code_3(tmp_path: Path):
    store = SqliteStore.open(tmp_path / "data" / "listener.db", service=True)
    try:
        assert "Traceback" not in run("run", code=3).stderr
    finally:
        store.close()


def test_texts_are_classified_a_line_each(monkeypatch: pytest.MonkeyPatch):
    def read(_folder: str, items: list[Item]) -> list[Classification]:
        heads = {"sentiment": Reading(label="negative", probability=0.9)}
        nothing = Abstention(reason="no text")
        return [Classification(model="test", heads=heads, abstained=None if item.text else nothing) for item in items]

    monkeypatch.setattr(worker, "classify_batch", read)
    texts = '{"text": "bad", "toward": "Acme"}\n\n[]\n{"text": ""}\n'
    found = lines(run("classify", "-", "--json", code=1, text=texts))
    assert found[0]["heads"] == {"sentiment": {"label": "negative", "probability": 0.9}}
    assert "error" in found[1]
    assert found[2]["abstained"] == "nothing to read"
    assert "sentiment negative 90%" in run("classify", text='{"text": "bad"}').stdout


def test_check_prints_all_problems_as_json():
    problems = json.loads(run("check", "--json", "--config", str(FIXTURES / "twice.toml"), code=2).stdout)["problems"]
    assert [problem["line"] for problem in problems] == [5, 13, 21]


def test_check_tries_the_sources(feed: HTTPServer, config: Path):
    assert "news" in run("check").stdout
    (trial,) = json.loads(run("check", "--json").stdout)["sources"]
    assert (trial["reachable"], trial["items"]) == (True, 2)
    feed.clear()
    assert run("check", code=1).exit_code == 1
    assert "right" in run("check", "--offline").stdout


def test_poll_search_status_export_import(feed: HTTPServer, tmp_path: Path):
    (first,) = lines(run("poll", "--once", "--json"))
    assert first == {"source": "news", "state": "ok", "items": 2, "new": 1, "error": None}
    assert "news" in run("poll", "news").stdout

    (found,) = lines(run("search", "acme", "--json"))
    assert found["title"] == "Acme Cola recalled"
    assert found["spans"] == [["title", 0, 4]]
    assert "Acme Cola recalled" in run("search", '"acme cola"', "--since", "100d").stdout
    assert "Nothing found" in run("search", "weather").stdout

    status = json.loads(run("status", "--json").stdout)
    assert status["totals"]["mentions"] == 1
    assert status["sources"][0]["health"] in ("ok", "unchanged")
    assert "1 mentions, 1 sightings, 1 waiting to be read, 0 messages on their way" in run("status").stdout
    assert "news" in run("sources").stdout

    assert run("export", "--format", "csv", "--brand", "Acme").stdout_bytes.startswith(b"\xef\xbb\xbfid,")
    run("export", "--output", "all.ndjson")
    (before,) = lines(run("export", "--canonical"))
    (tmp_path / "data" / "listener.db").rename(tmp_path / "data" / "old.db")
    run("import", "all.ndjson", "--source", "news")
    (after,) = lines(run("export", "--canonical"))
    assert {name: after[name] for name in ("title", "url", "matches")} == {
        name: before[name] for name in ("title", "url", "matches")
    }


def test_a_failing_source_is_told_and_is_code_1(feed: HTTPServer):
    feed.clear()
    feed.expect_request("/news").respond_with_data("gone", status=410)
    (row,) = lines(run("poll", "--json", code=1))
    assert (row["state"], row["new"]) == ("gone", 0)
    assert row["error"]
    assert "news is gone" in run("status", code=1).stdout


def test_unknown_names_are_usage_errors_with_a_suggestion(feed: HTTPServer):
    for words in (["poll", "nwes"], ["export", "--query", "acm"], ["sources", "rs"]):
        assert "did you mean" in run(*words, code=2).stderr


def test_times_are_explained():
    assert '"7d"' in run("search", "acme", "--since", "last week", code=2).stderr.replace("\n", " ")


def test_backup_and_restore(feed: HTTPServer):
    run("poll")
    run("db", "backup", "copy.db")
    run("db", "restore", "copy.db")
    assert json.loads(run("db", "info", "--json").stdout)["mentions"] == 1
    Path("copy.db").write_bytes(b"not a database" * 100)
    run("db", "restore", "copy.db", code=4)
    assert json.loads(run("db", "info", "--json").stdout)["mentions"] == 1


def test_init_never_overwrites(config: Path):
    assert "--force" in run("init", "Acme", code=2).stderr
    assert config.read_text(encoding="utf-8") == CONFIG
    run("init", "Acme", "--output", "acme.toml")
    run("check", "--offline", "--config", "acme.toml")
    run("init", "Acme Two", "--output", "acme.toml", "--force")
    assert "Acme Two" in Path("acme.toml").read_text(encoding="utf-8")


def test_routes_can_be_tried():
    assert "screen" in run("routes", "test", "--severity", "1", "--brand", "Acme").stdout
    (route,) = lines(run("routes", "test", "--severity", "1", "--json"))
    assert (route["name"], route["targets"]) == ("urgent", ["screen"])


def test_a_wrong_query_shows_the_place():
    shown = run("query", "check", "acme AND (cola", code=2).stderr.splitlines()
    assert shown[0] == "acme AND (cola"
    assert shown[1].index("^") == 9


def test_a_doubtful_query_is_warned_about():
    assert "capitals" in run("query", "check", "acme or cola").stdout
    warning, *_ = json.loads(run("query", "check", "acme or cola", "--json").stdout)["warnings"]
    assert warning["column"] == 5
    assert "It is right" in run("query", "check", "acme OR cola").stdout


def test_a_verdict_is_explained():
    assert "✓ sick" in run("query", "explain", "acme AND sick", "Acme made me sick").stdout
    assert "✗ sick" in run("query", "explain", "acme AND sick", "Acme made me", code=1).stdout


def test_posts_are_matched_a_line_each():
    posts = '{"text": "💥 I like #acme"}\nno json\n{"text": "nothing", "author": "x", "id": 7}\n'
    found = lines(run("query", "match", "#acme", "--json", code=1, text=posts))
    assert found[0] == {"match": True, "spans": [["text", 9, 14]]}
    assert "error" in found[1]
    assert found[2] == {"id": 7, "match": False, "spans": []}


def test_terminal_commands_in_posts_do_nothing(feed: HTTPServer):
    feed.clear()
    feed.expect_request("/news").respond_with_data("\x1b]0;evil\x07 <html><title>\x1b[31m</title>", status=500)
    assert "\x1b" not in run("poll", code=1).stdout
