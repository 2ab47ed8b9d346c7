"""`listener search`: what is stored, by the language of the queries."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.terminal import lines, run

pytestmark = pytest.mark.usefixtures("config")


def test_what_is_found_is_shown_with_where_the_words_stand(feed: HTTPServer):
    run("poll")
    (found,) = lines(run("search", "acme", "--json"))
    assert found["title"] == "Acme Cola recalled"
    assert found["spans"] == [["title", 0, 4]]
    assert "Acme Cola recalled" in run("search", '"acme cola"', "--since", "100d").stdout
    assert "Nothing found" in run("search", "weather").stdout


def test_the_number_that_is_shown_is_the_one_that_other_commands_take(feed: HTTPServer):
    run("poll")
    (found,) = lines(run("search", "acme", "--json"))

    assert run("search", "acme").stdout.split(" · ")[0] == str(found["id"])


def test_times_are_those_of_the_configuration_and_say_so(feed: HTTPServer, config: Path):
    run("poll")
    told = config.read_text(encoding="utf-8")
    assert " UTC · " in run("search", "acme").stdout
    config.write_text('[listener]\ntimezone = "Asia/Kolkata"\n' + told.replace("[listener]\n", ""), encoding="utf-8")
    assert " IST · " in run("search", "acme").stdout


def test_times_are_explained():
    assert '"7d"' in run("search", "acme", "--since", "last week", code=2).stderr.replace("\n", " ")


def test_what_begins_with_a_minus_is_an_expression_and_no_option(feed: HTTPServer):
    run("poll")
    assert lines(run("search", "-author:nobody", "--limit", "5", "--json"))
    assert run("search", "--", "-author:nobody").stdout == run("search", "-author:nobody").stdout
    assert lines(run("search", "cola", "-recalled", "--json")) == []
    assert lines(run("export", "--where", "-author:nobody"))
