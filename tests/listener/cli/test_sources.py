"""`listener sources`: types with their settings, and how the configured ones do."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.config.loading import load
from sources.base import sources
from storage.opening import locate, open_store
from storage.records import Made, Poll
from tests.worlds.terminal import lines, run

pytestmark = pytest.mark.usefixtures("config")


def test_the_configured_ones_are_shown_with_their_state(feed: HTTPServer):
    (before,) = json.loads(run("sources", "--json").stdout)["sources"]
    run("poll")
    (after,) = json.loads(run("sources", "--json").stdout)["sources"]
    assert (before["source"], before["type"], after["state"]) == ("news", "rss", "ok")
    assert before["state"] != "ok"
    assert "news" in run("sources").stdout


@pytest.fixture
def on_pages(feed: HTTPServer, store_path: Path) -> str:
    """The name of a source that was made on the page Sources, beside the file's."""
    table = {"name": "second", "type": "rss", "url": feed.url_for("/news"), "every": "5m"}
    store = open_store(locate(store_path))
    store.make(Made(section="sources", name="second", table=table, by="Ann", at=datetime.now(UTC)))
    store.close()
    return "second"


def test_check_tries_what_was_made_on_pages_and_says_so(on_pages: str):
    said = run("check").stdout
    assert f"of these, made on pages: {on_pages}" in said
    assert re.search(rf"^{on_pages} +yes +2 ", said, re.MULTILINE)


def test_the_list_says_where_a_source_was_made(on_pages: str):
    listed = json.loads(run("sources", "--json").stdout)["sources"]
    assert {each["source"]: each["from"] for each in listed} == {"news": "file", on_pages: "pages"}
    assert re.search(rf"^{on_pages} .*pages", run("sources").stdout, re.MULTILINE)


def test_what_was_made_on_pages_is_tried_by_its_name(on_pages: str):
    said = run("sources", "try", on_pages).stdout
    assert f"{on_pages} was made on pages" in said
    assert "2 mentions came" in said
    assert "made on pages" not in run("sources", "try", "news").stdout
    assert json.loads(run("sources", "try", on_pages, "--json").stdout)["from"] == "pages"
    assert "the page Sources" in " ".join(run("sources", "try", on_pages, "--set", "every=1h", code=2).output.split())


def test_a_type_is_explained_setting_by_setting():
    shown = run("sources", "types", "rss").stdout
    assert 'source type = "rss"' in shown
    assert "must be given" in shown
    types = json.loads(run("sources", "types", "--all", "--json").stdout)["types"]
    assert {"rss", "file"} <= {each["type"] for each in types["source"]}
    assert "keyword" in {each["type"] for each in types["rule"]}
    assert "mail" in {each["type"] for each in types["target"]}


def test_what_could_not_be_stored_is_shown_and_read_again_when_it_is_corrected(config: Path):
    config.write_text(
        config.read_text(encoding="utf-8") + '[[sources]]\nname = "desk"\ntype = "file"\npath = "posts.csv"\n',
        encoding="utf-8",
    )
    posts = Path("posts.csv")
    posts.write_text("id,text,date\n1,an Acme Cola,2026-03-01\n2,#acme again,soon\n", encoding="utf-8")
    run("poll")
    assert "1 put aside" in run("status", code=1).stdout
    shown = run("sources", "aside").stdout
    assert "posts.csv, row 3" in shown
    assert "'soon' is not a date" in shown
    (row,) = lines(run("sources", "aside", "desk", "--json"))
    assert (row["source"], row["body"]) == ("desk", "2,#acme again,soon")
    assert "1 still put aside" in run("sources", "retry", "desk", code=1).stdout
    (row,) = lines(run("sources", "aside", "--json"))
    assert row["tries"] == 2
    assert "1 row dismissed" in run("sources", "dismiss", "desk", "--who", "Ann").stdout
    posts.write_text(posts.read_text(encoding="utf-8").replace("soon", "2026-03-02"), encoding="utf-8")
    (done,) = lines(run("sources", "retry", "--json"))
    assert done == {"source": "desk", "tried": 1, "left": 0, "error": None}
    assert len(lines(run("search", "#acme", "--json"))) == 1
    assert "nothing is put aside" in run("sources", "retry").stdout


def test_every_kind_is_listed_with_what_it_costs_and_needs(config: Path):
    told = run("sources").stdout
    assert run("sources", "list").stdout == told
    assert run("sources", "kinds").stdout in told
    for name in sources.all():
        assert f"\n{name} " in told
    row = next(line for line in told.splitlines() if line.startswith("github-discussions"))
    assert "a free key" in row
    (kind,) = [
        each for each in json.loads(run("sources", "kinds", "--json").stdout)["kinds"] if each["type"] == "lemmy"
    ]
    assert (kind["title"], kind["about"]["needs"], kind["about"]["searches"]) == ("Lemmy", "nothing", True)
    (deleted,) = [each for each in kind["rights"] if each.startswith("What is deleted there")]
    assert "must be gone here within 24 hours: it is asked again and again, and" in deleted


@pytest.mark.parametrize("name", sorted(sources.all()))
def test_the_block_that_is_shown_can_be_pasted(config: Path, name: str, monkeypatch: pytest.MonkeyPatch):
    told = run("sources", "show", name).stdout
    assert run("sources", name).stdout == told
    block = json.loads(run("sources", "show", name, "--json").stdout)["block"]
    assert block in told
    live = block.replace("\n# ", "\n")  # all that can be set, set
    for variable in re.findall(r"env:(\w+)", live):
        monkeypatch.setenv(variable, "a-secret")
    for file in re.findall(r"file:([\w.]+)", live):
        Path(file).write_text("a-secret", encoding="utf-8")
    for text in (block, live):
        config.write_text(text, encoding="utf-8")
        assert [source.name for source in load(config).sources] == [name]


def test_a_kind_that_there_is_not_is_refused_with_those_that_are_like_it():
    assert 'did you mean "hackernews"?' in run("sources", "show", "hackernew", code=2).stderr


FORUM = {
    "data": [
        {
            "id": 7,
            "body": "My acme kettle leaks",
            "user": {"name": "Tea Leaf", "fans": 12},
            "at": "2026-03-01T10:00:00Z",
        },
        {"id": 8, "body": "It \u001b[31mdrips", "user": {"name": "Pan", "fans": 3}, "at": "2026-03-01T09:00:00Z"},
    ]
}


@pytest.fixture
def forum(config: Path, httpserver: HTTPServer) -> str:
    """A forum's API, as settings of the command line."""
    httpserver.expect_request("/posts").respond_with_json(FORUM)
    return httpserver.url_for("/posts")


FIELDS = '{ id = "id", text = "body", author = "user.name", followers = "user.fans", published = "at", url = "link" }'


def test_the_first_items_are_shown_as_mentions_before_anything_is_saved(forum: str, store_path: Path):
    tried = run("sources", "try", "json", "--set", f"url={forum}", "--set", 'items="data"', "--set", f"fields={FIELDS}")
    assert "2026-03-01 10:00 UTC \u00b7 forum \u00b7 Tea Leaf \u00b7 12 followers\nMy acme kettle leaks" in tried.stdout
    assert "\u001b" not in tried.stdout
    assert "2 mentions came, nothing was stored" in tried.stdout
    assert re.search(r"^author.followers +2 of 2$", tried.stdout, re.MULTILINE)
    assert "field `url` stayed empty: `link` finds nothing" in tried.stderr
    assert not store_path.exists()


def test_what_can_be_read_is_written_into_the_configuration_in_one_command(forum: str, config: Path):
    before = config.read_text(encoding="utf-8")
    given = [word for each in (f"url={forum}", 'items="data"', f"fields={FIELDS}") for word in ("--set", each)]
    assert "To keep it: listener sources add json --set" in run("sources", "try", "json", *given).stdout
    added = run("sources", "add", "json", "--name", "forum", *given)
    assert "My acme kettle leaks" in added.stdout
    assert config.read_text(encoding="utf-8").startswith(before.rstrip())
    assert "forum" in {source.name for source in load(config).sources}
    assert "configured already" in run("sources", "add", "json", "--name", "forum", *given, code=2).stderr
    assert [path.name for path in config.parent.glob(".*.new")] == []


def test_what_cannot_be_read_or_holds_a_secret_is_not_written(forum: str, config: Path):
    before = config.read_text(encoding="utf-8")
    wrong = ("--set", f"url={forum}", "--set", "items=posts", "--set", f"fields={FIELDS}")
    assert "lists stand at `data`" in run("sources", "add", "json", *wrong, code=1).stderr
    fields = ("--set", f"url={forum}", "--set", "items=data", "--set", 'fields={id="id",text="content"}')
    for command in ("try", "add"):
        told = run("sources", command, "json", *fields, code=1)
        assert "an item holds `id`, `body`, `user.name`, `user.fans`, `at`" in " ".join(told.stderr.split())
        assert "To keep it" not in told.stdout
    told = run("sources", "add", "json", *wrong, "--set", "token=abc", code=2).stderr
    assert "token=env:NAME" in told.replace("\n", " ")
    assert 'did you mean "hackernews"?' in run("sources", "add", "hackernew", code=2).stderr.replace("\n", " ")
    assert config.read_text(encoding="utf-8") == before


def test_whoever_has_no_key_is_told_how_to_come_by_one():
    told = run("sources", "try", "youtube", code=2).stderr
    assert "listener sources try youtube --set 'key=\"env:YOUTUBE_KEY\"'" in told
    assert "console.cloud.google.com" in told


def test_a_wrong_path_says_where_the_lists_are(forum: str):
    tried = run(
        "sources", "try", "json", "--set", f"url={forum}", "--set", "items=posts", "--set", f"fields={FIELDS}", code=1
    )
    assert "`items` (`posts`) finds nothing and no list; lists stand at `data` (2 items)" in tried.stderr


def test_a_setting_that_is_wrong_is_told_like_one_of_the_file():
    tried = run("sources", "try", "json", "--set", "url=https://x.example.org/", "--set", "fields={text='a['}", code=2)
    assert "is no JMESPath" in tried.stderr
    assert "--set url=" in run("sources", "try", "json", "--set", "url", code=2).stderr


def test_a_configured_source_is_tried_with_the_words_of_its_queries(feed: HTTPServer):
    (tried,) = lines(run("sources", "try", "news", "--count", "1", "--json"))
    assert (tried["health"], tried["filled"]["title"], len(tried["mentions"])) == ("ok", 2, 1)
    assert 'did you mean "news"?' in run("sources", "try", "newss", code=2).stderr
    assert "is configured" in run("sources", "try", "news", "--set", "url=https://x.example.org/", code=2).stderr


def test_what_cannot_be_read_is_told_in_one_sentence(config: Path, httpserver: HTTPServer):
    httpserver.expect_request("/api/search_by_date").respond_with_data("no", status=500)
    api = httpserver.url_for("/api/")
    tried = run("sources", "try", "hackernews", "--words", "acme", "--set", f"api={api}", code=1)
    assert "answered 500" in tried.stderr
    words = run("sources", "try", "hackernews", "-c", "none.toml", code=1)
    assert "write it into `search`" in words.stderr


def test_what_a_try_costs_is_told(config: Path, httpserver: HTTPServer):
    httpserver.expect_request("/v1.0/keyword_search").respond_with_json({"data": []})
    settings = (f"api={httpserver.url_for('/v1.0/')}", "token=a-token")
    tried = run(
        "sources", "try", "threads", "--words", "acme", *(word for each in settings for word in ("--set", each))
    )
    assert "used: 1 of 2,200 searches until" in tried.stdout
    assert "sensitive" in tried.stderr


def test_what_is_used_of_a_quota_or_a_budget_is_shown(feed: HTTPServer, store_path: Path):
    run("poll")
    until = datetime.now(UTC) + timedelta(days=3)
    usage = {"US dollars": {"used": 3.25, "limit": 20.0, "until": until.isoformat()}}
    store = open_store(locate(store_path))
    (state,) = store.source_states()
    store.commit_polls([Poll(state=replace(state, cursor={"usage": usage}))], datetime.now(UTC))
    store.close()
    told = f"3.25 of 20 US dollars until {until:%Y-%m-%d %H:%M} UTC"
    assert told in " ".join(run("sources").stdout.split())
    assert f"news: {told}" in run("status").stdout
    (shown,) = json.loads(run("status", "--json").stdout)["sources"]
    assert shown["usage"][0]["used"] == 3.25
    assert "cursor" not in shown
