"""A matter that grows by ten posts a minute, counted by a rule of severity 1 that pages somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from listener.classify.base import Item
from storage.records import Abstention, Classification, Reading
from tests.worlds.telling import World

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
