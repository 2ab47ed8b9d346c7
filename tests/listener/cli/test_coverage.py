"""`listener coverage`: how much could be seen, and why not all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pytest_httpserver import HTTPServer

from storage.opening import locate, open_store
from storage.records import Poll, SourceState
from tests.worlds.terminal import lines, run


def test_a_source_that_could_be_read_and_then_could_not(feed: HTTPServer, store_path: Path):
    run("poll")
    store = open_store(locate(store_path))
    at = datetime.now(UTC) + timedelta(seconds=1)
    why = "news.example.org answered 500: the server is in trouble"
    state = SourceState(name="news", health="broken", next_due_at=at, polled_at=at, failures=1, last_error=why)
    store.commit_polls([Poll(state=state)], at)
    store.close()
    shown = run("coverage").stdout
    row = shown.splitlines()[1].split()
    assert row[:2] == ["news", "broken"]
    assert f"broken: {why}" in shown
    (told,) = lines(run("coverage", "--since", "1d", "--json"))
    assert [each["sight"] for each in told["stretches"]] == ["ok", "broken"]
    assert 0 <= told["blind"] <= 1


def test_before_the_first_poll_nothing_is_known(feed: HTTPServer):
    assert "nothing is stored yet" in run("coverage", code=4).stderr
    run("poll")
    assert "no source has been asked" in run("coverage", "--since", "2099-01-01").stdout
