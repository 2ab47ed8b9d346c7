"""`listener poll`: what each source brought, or what is wrong with it."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.terminal import lines, run

pytestmark = pytest.mark.usefixtures("config")


def test_each_source_says_what_it_brought(feed: HTTPServer):
    (first,) = lines(run("poll", "--once", "--json"))
    assert first == {"source": "news", "state": "ok", "items": 2, "new": 1, "error": None}
    assert "news" in run("poll", "news").stdout


def test_a_failing_source_is_told_and_is_code_1(feed: HTTPServer):
    feed.clear()
    feed.expect_request("/news").respond_with_data("gone", status=410)
    (row,) = lines(run("poll", "--json", code=1))
    assert (row["state"], row["new"]) == ("gone", 0)
    assert row["error"]
    assert "news is gone" in run("status", code=1).stdout


def test_terminal_commands_in_posts_do_nothing(feed: HTTPServer):
    feed.clear()
    feed.expect_request("/news").respond_with_data("\x1b]0;evil\x07 <html><title>\x1b[31m</title>", status=500)
    assert "\x1b" not in run("poll", code=1).stdout
