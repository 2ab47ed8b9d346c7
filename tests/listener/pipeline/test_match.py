"""Many posts are matched in another process, and come back as if they had been matched here."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import BrokenExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pytest_httpserver import HTTPServer

from listener.app import App
from listener.pipeline import match
from storage.records import Author, Mention, Rating
from tests.worlds.pipeline import START, running, write_config

POST = Mention(
    id=None,
    kind="review",
    native_id="1",
    uri="at://x",
    url="https://acme.example/1",
    permalink="https://acme.example/1",
    by_address=True,
    author=Author(id="7", handle="joe", name="Joe", followers=3),
    title="Acme",
    text="It leaks, says #acme",
    language="en",
    published_at=START,
    published_raw="today",
    collected_at=START,
    parent_id="0",
    thread_id="0",
    rating=Rating(value=2),
    engagement={"likes": 4},
    story_id=9,
    revision=2,
    extra={"country": "DE"},
)


def test_a_mention_survives_the_way() -> None:
    assert all(getattr(POST, field.name) != field.default for field in fields(Mention) if field.name != "id")
    assert match._mention(match.plain(POST)) == POST


async def test_many_are_matched_as_few_are_also_when_the_process_dies(tmp_path: Path, httpserver: HTTPServer) -> None:
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9")
    async with running(path) as (app, _, _):
        few = (await match.arrivals(app, [POST], "feed", live=True)).arrivals
        many = await match.arrivals(app, [POST] * (match.FEW + 1), "feed", live=True)
        assert set(map(str, many.arrivals)) == {str(few[0])}
        assert few[0].matches[0].spans
        answers = [BrokenExecutor(), await app.engine.match(match.match_plain, *_asked(app))]
        with patch.object(app.engine, "match", side_effect=answers):
            assert await match.arrivals(app, [POST] * (match.FEW + 1), "feed", live=True) == many


def _asked(app: App) -> tuple[Any, ...]:
    return app.config.queries, match.frozen(app.config.lists), [match.plain(POST)] * (match.FEW + 1), "feed"


def test_the_process_that_matches_loads_matching_alone() -> None:
    unused = {"listener.app", "listener.config", "httpx", "pydantic", "structlog"}
    code = f"import sys, listener.pipeline.match; print([m for m in {unused} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
