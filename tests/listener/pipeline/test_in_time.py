"""Counts of severity 1 are judged as posts arrive: a page does not wait for the next mark of five minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from listener.classify.base import Item
from storage.records import Abstention, Classification, Reading
from tests.listener.pipeline.test_telling import PEOPLE, World, world

SECONDS = timedelta(seconds=10)
ROUTES = """
[[routes]]
name = "all"
targets = ["team"]

[[routes.routes]]
name = "urgent"
match = { severity = 1 }
policy = "wake"
"""
COUNT = """
[[rules]]
name = "many"
type = "volume"
scope = "brand:Acme"
measure = "MEASURE"
at_least = 5
severity = 1
SETTING
"""
LEARNING = 15
"""Posts at which it is true while nothing is known of the days before."""


def rules(measure: str, setting: str = "") -> str:
    return COUNT.replace("MEASURE", measure).replace("SETTING", setting)


def reads(here: World, label: str) -> None:
    """The model finds this tone in everything; "" for a language that it does not know."""

    async def read(_: object, model: str, items: Sequence[Item], *__: Any) -> list[Classification]:
        return [_reading(model, label) for _ in items]

    here.app.engine.read = read  # type: ignore[method-assign, assignment]


def _reading(model: str, label: str) -> Classification:
    if not label:
        return Classification(model=model, abstained=Abstention(reason="language", language="de"))
    return Classification(model=model, heads={"sentiment": Reading(label=label, probability=0.9)})


async def rising(here: World, posts: int) -> tuple[datetime | None, datetime | None]:
    """Ten posts a minute; when the rule was true, and when somebody was paged."""
    true, paged = None, None
    for number in range(1, posts + 1):
        here.clock.move_to(here.clock.now() + SECONDS / 2)
        here.post(f"Acme number {number} of many")
        here.clock.move_to(here.clock.now() + SECONDS / 2)
        await here.stages.step()
        if true is None and here.app.store.totals()["mentions"] >= LEARNING:
            true = here.clock.now()
        if paged is None and any(" PAGE " in subject for subject in here.subjects()):
            paged = here.clock.now()
    return true, paged


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
