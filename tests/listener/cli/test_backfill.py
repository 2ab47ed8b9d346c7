"""`listener backfill`: the past comes in, alerts nobody, and an interruption costs nothing."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from tests.worlds.terminal import lines, run

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


class Site:
    """A WordPress with a comment for each day, newest first; one of its pages may fail."""

    def __init__(self, server: HTTPServer, days: int) -> None:
        self.days, self.broken = days, ""
        self.asked: list[str] = []
        server.expect_request("/blog/").respond_with_handler(self.answer)

    def answer(self, request: Request) -> Answer:
        page = request.args["page"]
        self.asked.append(page)
        if page == self.broken:
            return Answer(status=500)
        first = (int(page) - 1) * 100
        days = range(first, min(first + 100, self.days))
        return Answer(json.dumps(list(map(comment, days))), headers={"X-WP-TotalPages": str(-(-self.days // 100))})


def comment(days: int) -> dict[str, Any]:
    when = f"{NOW - days * DAY - timedelta(minutes=1):%Y-%m-%dT%H:%M:%S}"
    text = "acme cola is fine" if days % 2 else "weather"
    link = f"https://blog.example.org/{days}#comment-{days}"
    said = {"id": days + 1, "post": 1, "parent": 0, "author": 0, "author_name": "Pan", "date_gmt": when}
    return {**said, "content": {"rendered": f"{text} {days}"}, "link": link}


@pytest.fixture
def site(config: Path, httpserver: HTTPServer) -> Site:
    url = httpserver.url_for("/blog/")
    config.write_text(f'{config.read_text()}\n[[sources]]\nname = "blog"\ntype = "wordpress"\nurl = "{url}"\n')
    return Site(httpserver, 1_250)


def test_the_past_comes_in_and_says_how_far_it_is(site: Site):
    shown = run("backfill", "blog", "--since", f"{NOW - 700 * DAY:%Y-%m-%d}").stdout.splitlines()
    assert len(shown) > 2
    assert re.fullmatch(r"blog: \d+ posts read, back to [-\d]+ [:\d]+ UTC", shown[0])
    assert re.fullmatch(r"blog: \d+ posts since [-\d]+, \d+ of them stored", shown[-1])
    old = lines(run("search", '"acme cola"', "--since", "800d", "--limit", "1000", "--json"))
    assert 349 <= len(old) <= 401


def test_nothing_of_it_alerts(site: Site, config: Path):
    config.write_text(config.read_text() + '[[rules]]\nname = "every"\ntype = "keyword"\nscope = "brand:Acme"\n')
    run("backfill", "blog", "--since", "10d")
    assert lines(run("search", '"acme cola"', "--json"))
    assert run("incidents", "list", "--json").stdout == ""


def test_one_that_was_interrupted_goes_on_where_it_was(site: Site):
    site.broken = "6"
    since = f"{NOW - 1000 * DAY:%Y-%m-%d}"
    run("backfill", "blog", "--since", since, code=1)
    site.broken = ""
    site.asked.clear()
    (done,) = lines(run("backfill", "blog", "--since", since, "--json"))
    assert site.asked[0] == "6"
    assert done["new"] > 100
    site.asked.clear()
    assert lines(run("backfill", "blog", "--since", since, "--json"))[0]["new"] == 0
    assert site.asked[0] == "1"


def test_a_source_without_a_past_says_what_to_do(feed: HTTPServer):
    assert "listener import" in run("backfill", "news", "--since", "7d", code=1).stderr


def test_a_source_that_is_not_there_is_a_wrong_use(config: Path):
    assert "blgo" in run("backfill", "blgo", "--since", "7d", code=2).stderr


def test_the_day_is_one_of_the_calendar_of_the_configured_zone(site: Site, config: Path):
    config.write_text(f'[listener]\ntimezone = "Pacific/Auckland"\n{config.read_text()}')
    (done,) = lines(run("backfill", "blog", "--since", "2026-11-01", "--json"))
    assert done["since"] == "2026-10-31T11:00:00+00:00"
    assert "posts since 2026-11-01" in run("backfill", "blog", "--since", "2026-11-01").stdout
