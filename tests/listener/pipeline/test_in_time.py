"""Counts of severity 1 are judged as posts arrive: a page does not wait for the next mark of five minutes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.pipeline.evaluate import evaluate
from tests.worlds.rising import ROUTES, reads, rising, rules
from tests.worlds.telling import PEOPLE, world


@pytest.mark.parametrize("begins", range(5), ids=lambda minute: f"{minute} minutes after a mark")
async def test_at_ten_negative_posts_a_minute_the_page_comes_within_a_minute(
    tmp_path: Path, httpserver: HTTPServer, begins: int
) -> None:
    async with world(
        tmp_path, httpserver, PEOPLE + ROUTES, rules("sentiment:negative"), every="10s", classify=True
    ) as here:
        reads(here, "negative")
        await here.minutes(begins)
        true, paged = await rising(here, 25)
        assert true
        assert paged
        assert paged - true <= timedelta(minutes=1)
        assert len(here.app.store.incidents()) == 1


@pytest.mark.parametrize(
    ("label", "setting", "severity"),
    [
        ("positive", "", 2),
        ("positive", "praise = true", 1),  # it was asked for
        ("negative", "", 1),
        ("neutral", "", 1),
        ("", "", 1),  # what nobody could read is no praise
    ],
)
async def test_praise_wakes_nobody_unless_asked_for(
    tmp_path: Path, httpserver: HTTPServer, label: str, setting: str, severity: int
) -> None:
    async with world(
        tmp_path, httpserver, PEOPLE + ROUTES, rules("mentions", setting), every="10s", classify=True
    ) as here:
        reads(here, label)
        _, paged = await rising(here, 25)
        (incident,) = here.app.store.incidents()
        assert incident.severity == severity
        assert bool(paged) == (severity == 1)


async def test_the_title_tells_how_it_stands_and_its_peak(tmp_path: Path, httpserver: HTTPServer) -> None:
    rule = rules("mentions", 'window = "10m"\ncooldown = "2h"')
    async with world(tmp_path, httpserver, PEOPLE + ROUTES, rule, every="1m") as here:
        await rising(here, 42)
        await here.minutes(9)
        (incident,) = here.app.store.incidents()
        assert incident.title.endswith("posts about Acme in 10 minutes, peak 42")
        assert incident.title.startswith("Now ")
        await here.minutes(15)
        (incident,) = here.app.store.incidents()
        assert incident.title == "Now 0 posts about Acme in 10 minutes, peak 42"
        await here.minutes(130)
        (incident,) = here.app.store.incidents()
        assert incident.title == "42 posts about Acme in 10 minutes; over now"


@pytest.mark.parametrize(("setting", "wait"), [("", 20), ("praise = true", 0)])
async def test_a_page_waits_20_seconds_for_reading_at_most_and_only_where_that_may_soften_it(
    tmp_path: Path, httpserver: HTTPServer, setting: str, wait: int
) -> None:
    async with world(
        tmp_path, httpserver, PEOPLE + ROUTES, rules("mentions", setting), every="10s", classify=True
    ) as here:
        here.post(*(f"Acme number {number} of many" for number in range(40)))
        while not here.app.store.unclassified(1):  # and nothing is read in this test
            here.clock.move_to(here.clock.now() + timedelta(seconds=10))
            await here.stages.collector.tick()
            await here.stages.collector.settle()
        begun = here.clock.now()
        while not here.app.store.incidents():
            await evaluate(here.app)
            here.clock.move_to(here.clock.now() + timedelta(seconds=1))
        assert here.clock.now() - begun == timedelta(seconds=wait + 1)
