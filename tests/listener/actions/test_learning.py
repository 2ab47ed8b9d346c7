"""The model is taught what people corrected: once it can no longer be taken back, once, and again where that failed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from listener.actions import learning
from listener.actions.cases import UNDO
from listener.app import App
from listener.config.config import Config
from storage.clock import SimulatedClock
from storage.records import Arrival, Correction, Mention, Poll, SourceState
from tests.worlds.incidents import NOW, world

Lessons = Mapping[str, list[tuple[str, str]]]
TEXTS = ("the lid leaks again", "lovely smell of coffee")


class School:
    """Takes lessons down."""

    def __init__(self) -> None:
        self.given: list[Lessons] = []
        self.burns = False

    def teach(self, _: Config, lessons: Lessons) -> None:
        if self.burns:
            raise MemoryError
        self.given.append(lessons)


@asynccontextmanager
async def taught(folder: Path, *, enabled: bool = True) -> AsyncIterator[tuple[App, SimulatedClock, School, list[int]]]:
    """An application with two posts; what it teaches is written down."""
    async with world(folder) as (app, clock):
        settings = app.config.classify.model_copy(update={"enabled": enabled})
        app.adopt(replace(app.config, classify=settings))
        mentions = [
            Mention(kind="social", native_id=text, text=text, language="en", collected_at=NOW, published_at=NOW)
            for text in TEXTS
        ]
        arrivals = [Arrival(mention=each, tokens=each.text) for each in mentions]
        app.store.commit_polls([Poll(state=SourceState(name="feed", next_due_at=NOW), arrivals=arrivals)], NOW)
        ids = {each.mention.text: each.id for each in app.store.search()}
        school = School()
        with patch.object(learning, "_teach", school.teach):
            yield app, clock, school, [ids[text] for text in TEXTS]


def said(app: App, mention: int, label: str | None, head: str = "sentiment", brand: str = "") -> None:
    """Mia says what is right."""
    at = app.clock.now()
    app.store.correct([Correction(mention=mention, head=head, brand=brand, label=label, who="Mia", at=at)], at)


async def test_it_waits_until_nothing_can_be_taken_back_and_is_done_once(tmp_path: Path) -> None:
    async with taught(tmp_path) as (app, clock, school, (lid, coffee)):
        said(app, lid, "positive")
        said(app, coffee, "praise", head="intent")
        assert (await learning.learn(app), school.given) == (0, []), "it may still be taken back"
        said(app, lid, "negative")
        clock.move_to(NOW + UNDO)
        assert await learning.learn(app) == 2
        assert school.given == [{"sentiment": [(TEXTS[0], "negative")], "intent": [(TEXTS[1], "praise")]}]
        assert await learning.learn(app) == 0
        assert len(school.given) == 1


async def test_what_was_taken_back_and_what_is_toward_a_brand_is_no_lesson(tmp_path: Path) -> None:
    async with taught(tmp_path) as (app, clock, school, (lid, coffee)):
        said(app, lid, "negative")
        said(app, lid, None)
        said(app, coffee, "positive", head="toward", brand="Acme")
        clock.move_to(NOW + UNDO)
        assert await learning.learn(app) == 1
        assert school.given == []


async def test_what_could_not_be_taught_is_taught_the_next_time(tmp_path: Path) -> None:
    async with taught(tmp_path) as (app, clock, school, (lid, _)):
        said(app, lid, "negative")
        clock.move_to(NOW + UNDO)
        school.burns = True
        with pytest.raises(MemoryError):
            await learning.learn(app)
        school.burns = False
        assert await learning.learn(app) == 1
        assert school.given == [{"sentiment": [(TEXTS[0], "negative")]}]


async def test_without_a_model_nothing_is_taught(tmp_path: Path) -> None:
    async with taught(tmp_path, enabled=False) as (app, clock, school, (lid, _)):
        said(app, lid, "negative")
        clock.move_to(NOW + UNDO)
        assert (await learning.learn(app), school.given) == (0, [])
