"""What the classifier is told, and what happens when a text breaks it."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

from pytest_httpserver import HTTPServer

from listener.app import App
from listener.classify.base import Item
from listener.pipeline import classify
from storage.records import Abstention, Classification, Match, Mention, StoredMention
from tests.worlds.pipeline import START, item, minutes, publish, running, write_config


def poisonous(model: str, items: list[Item], *_settings: object) -> list[Classification]:
    """Reads everything, and dies of one word: runs in the worker process."""
    if any("poison" in each.text for each in items):
        os._exit(1)
    return [Classification(model=model) for _ in items]


def test_the_classifier_is_told_where_each_brand_stands() -> None:
    mention = Mention(id=1, kind="news", native_id="1", title="Acme wins", text="and Bolt loses", collected_at=START)
    matches = (
        Match(query="a", brand="Acme", spans=(("title", 0, 4), ("url", 3, 7))),
        Match(query="b", brand="Bolt", spans=(("text", 4, 8),)),
    )
    told = classify.item(StoredMention(mention=mention, matches=matches))
    assert told.toward == ("Acme", "Bolt")
    assert [(brand, told.text[start:end]) for brand, start, end in told.spans] == [("Acme", "Acme"), ("Bolt", "Bolt")]


async def test_a_text_that_kills_the_model_costs_only_its_own_reading(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, *(item(n, f"Acme {word}") for n, word in enumerate(("fine", "poison", "good"), 1)))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9", classify=True)
    with patch.object(classify, "classify_batch", poisonous):
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 2)
            readings = {each.mention.text: each.classification for each in app.store.export()}
    assert all(readings.values())
    abstained = {text: reading.abstained for text, reading in readings.items() if reading}
    poisoned = abstained.pop("Acme poison")
    assert poisoned
    assert poisoned.reason == "failure"
    assert set(abstained.values()) == {None}


async def test_a_model_that_cannot_be_used_is_a_fault_until_it_reads(tmp_path: Path, httpserver: HTTPServer) -> None:
    left: list[Abstention | None] = [Abstention(reason="model", language="de", error="model.onnx is damaged")]

    async def read(_: object, __: str, items: list[Item], *___: object) -> list[Classification]:
        return [Classification(model="second 1.0", abstained=left[0]) for _ in items]

    publish(httpserver, item(1, "Acme ist kaputt"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9", classify=True)
    async with running(path) as (app, stages, clock):
        app.progress.begin({}, clock.now())
        with patch.object(app.engine, "read", read):
            await minutes(stages, clock, 2)
            assert faults(app) == ("model second 1.0 fails: model.onnx is damaged",)
            left[0] = None
            publish(httpserver, item(2, "Acme ist wieder gut", clock.now()))
            await minutes(stages, clock, 6)
            assert faults(app) == ()


def faults(app: App) -> tuple[str, ...]:
    """What the service would say of itself."""
    state = app.sign_of_life()
    assert state
    return state.faults
