"""Rows that cannot be stored among rows that can: the good ones are stored, the bad ones are put aside and told."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_httpserver import HTTPServer

from listener.actions.actor import caller
from listener.actions.importing import Choices, import_table
from listener.actions.polling import poll_now
from listener.actions.retrying import dismiss, retry
from listener.app import App, build
from listener.config.loading import load
from listener.pipeline import classify as classifying
from listener.pipeline.classify import classify
from listener.status import status
from rules.query import Matcher
from sources.feeds import jsonfeed
from sources.feeds import read as feeds
from storage.clock import SimulatedClock
from storage.records import Author, Classification, Mention, Rating
from storage.sqlite import storing
from tests.worlds.actors import by
from tests.worlds.pipeline import START, item, publish, write_config

ODD: Mapping[str, Mapping[str, Any]] = {
    "followers beyond any": {"author": Author(handle="joe", followers=int(9e99))},
    "a count that is no number": {"engagement": {"likes": "many", "shares": 10**40}},
    "an address with half a character": {
        "url": "https://example.org/\ud800",
        "permalink": "https://example.org/\ud800",
    },
    "an id with half a character": {"native_id": "\ud83d"},
    "an author with half a character": {"author": Author(name="\udfff", handle="\ud800")},
    "a rating that is no number": {"rating": Rating(value=float("nan"))},
    "a rating beyond any": {"rating": Rating(value=10**400, best=10**401, worst=0)},
    "a time after the last": {"published_at": datetime.max.replace(tzinfo=START.tzinfo)},
    "a time without a zone": {"published_at": datetime(2026, 1, 1)},
    "an address as long as a book": {"url": "https://example.org/" + "a" * 10**6},
    "an endless text": {"text": "Acme " * 10**6},
    "numbers without end": {"extra": {"n": 10**5000, "x": float("inf"), "deep": [[[10**400]]]}},
    "things that are no JSON": {"extra": {"set": {1, 2}, ("a", "b"): object(), "when": START}},
    "far too much": {"extra": {str(n): "x" * 90_000 for n in range(20)}},
}
HOPELESS: Mapping[str, Mapping[str, Any]] = {
    "no id": {"native_id": ""},
    "an id that is none": {"native_id": 7},
    "an endless id": {"native_id": "7" * 100_000},
    "a text that is none": {"text": 7},
    "no author at all": {"author": "joe"},
    "a kind that is none": {"kind": "gossip"},
    "collected in no time zone": {"collected_at": datetime(2026, 1, 1)},
}


@pytest.fixture
def config(tmp_path: Path, httpserver: HTTPServer) -> Path:
    """A feed, and a folder of files."""
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9")
    files = '\n[[sources]]\nname = "files"\ntype = "file"\npath = "inbox/*"\nevery = "5m"\ndate = "now"\n'
    path.write_text(path.read_text() + files)
    (tmp_path / "inbox").mkdir()
    return path


@asynccontextmanager
async def started(path: Path) -> AsyncIterator[App]:
    async with build(load(path), clock=SimulatedClock(START)) as app:
        yield app


def post(number: int, **fields: Any) -> Mention:
    usual = Mention(
        kind="social", native_id=f"n{number}", text=f"Acme says {number}", published_at=START, collected_at=START
    )
    return replace(usual, **fields)


@pytest.fixture(autouse=True)
def inline() -> Iterator[None]:
    """What is read is read here: other tests see to the worker processes."""

    async def run(_net: object, work: Callable[..., Any], *args: Any) -> Any:
        return work(*args)

    with patch("sources.wire.net.Network.run", run):
        yield


def bringing(*mentions: Mention) -> Any:
    """The feed brings these, whatever it shows."""
    real = feeds.read_feed
    return patch.object(feeds, "read_feed", lambda *args: replace(real(*args), mentions=mentions))


def texts(app: App) -> list[str]:
    return sorted(each.mention.text for each in app.store.export())


@pytest.mark.parametrize("odd", ODD.values(), ids=list(ODD))
async def test_what_can_be_mended_is_stored_with_the_others(
    config: Path, httpserver: HTTPServer, odd: Mapping[str, Any]
) -> None:
    publish(httpserver, item(1, "Acme"))
    async with started(config) as app:
        with bringing(post(1), post(2, **odd), post(3)):
            first, *_ = await poll_now(app, by("Mia"), ["feed"])
        assert (first.state.health, first.committed.new, first.state.failures) == ("ok", 3, 0)
        assert app.store.put_aside() == []
        assert len(list(app.store.export())) == len(app.store.search(limit=9)) == 3
    async with started(config) as app:
        again, *_ = await poll_now(app, by("Mia"), ["feed"])
        assert again.state.failures == 0


@pytest.mark.parametrize("hopeless", HOPELESS.values(), ids=list(HOPELESS))
async def test_what_cannot_be_mended_is_put_aside_with_its_reason(
    config: Path, httpserver: HTTPServer, hopeless: Mapping[str, Any]
) -> None:
    publish(httpserver, item(1, "Acme"))
    async with started(config) as app:
        with bringing(post(1), post(2, **hopeless), post(3)):
            report, *_ = await poll_now(app, by("Mia"), ["feed"])
            assert (report.state.health, report.committed.new) == ("ok", 2)
            (aside,) = app.store.put_aside("feed")
            assert aside.reason
            assert app.store.totals()["put aside"] == 1
            (left,) = await retry(app, None, by("Mia"))
            assert [each.what[:6] for each in status(app.store, app.config, app.clock.now()).troubles] == ["feed: "]
            assert await dismiss(app, "feed", caller("Ann", "command line")) == 1
            assert status(app.store, app.config, app.clock.now()).word == "ok"
        assert [each.native_id for each in left.left] == [aside.native_id]
        assert texts(app) == ["Acme says 1", "Acme says 3"]


async def test_a_row_that_the_store_alone_refuses_is_stored_when_it_can_be(
    config: Path, httpserver: HTTPServer
) -> None:
    """What nobody foresaw: one arrival among many makes the transaction fail."""
    publish(httpserver, *(item(number, f"Acme {number}") for number in range(20)))
    real = storing.entry

    def picky(owner: int, source: str, arrival: Any) -> Any:
        if arrival.mention.text == "Acme 7":
            raise OverflowError("too large for this engine")
        return real(owner, source, arrival)

    async with started(config) as app:
        with patch.object(storing, "entry", picky):
            report, *_ = await poll_now(app, by("Mia"), ["feed"])
            assert (report.state.health, report.committed.new, report.state.items) == ("ok", 19, 20)
            unchanged, *_ = await poll_now(app, by("Mia"), ["feed"])
            assert unchanged.state.health == "unchanged"
    async with started(config) as app:
        (aside,) = app.store.put_aside()
        assert "too large for this engine" in aside.reason
        (done,) = await retry(app, "feed", by("Mia"))
        assert done.left == []
        assert len(texts(app)) == 20
        assert await retry(app, None, by("Mia")) == []


async def test_a_post_that_breaks_the_matching_is_put_aside_alone(config: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Acme is fine"), item(2, "Acme breaks"))
    real = Matcher.match

    def fragile(self: Matcher, mention: Mention, *, source: str = "") -> Any:
        if "breaks" in mention.text:
            raise RecursionError
        return real(self, mention, source=source)

    async with started(config) as app:
        with patch.object(Matcher, "match", fragile):
            await poll_now(app, by("Mia"), ["feed"])
        assert texts(app) == ["Acme is fine"]
        assert [each.native_id for each in app.store.put_aside()] == ["n2"]
        await retry(app, None, by("Mia"))
        assert texts(app) == ["Acme breaks", "Acme is fine"]


async def test_an_entry_that_cannot_be_read_costs_the_feed_nothing_and_is_read_when_it_can_be(
    config: Path, httpserver: HTTPServer
) -> None:
    publish(httpserver, item(1, "Acme is fine"), item(2, "Acme breaks"))
    real = jsonfeed.plain

    def fragile(text: str) -> str:
        if "breaks" in text:
            raise KeyError(text)
        return real(text)

    async with started(config) as app:
        with patch.object(jsonfeed, "plain", fragile):
            report, *_ = await poll_now(app, by("Mia"), ["feed"])
        assert (report.state.health, report.committed.new) == ("ok", 1)
        (aside,) = app.store.put_aside()
        assert (aside.native_id, "Acme breaks" in str(aside.body)) == ("n2", True)
        assert (await retry(app, None, by("Mia")))[0].left == []
        assert texts(app) == ["Acme breaks", "Acme is fine"]


LINES = (
    {"id": "1", "text": "Acme one", "author": {"handle": "joe", "followers": 9e99}},
    {"id": "2", "text": "Acme two", "url": "https://example.org/\ud800/2", "extra": {"n": 10**400}},
    {"id": "3", "text": "Acme three", "published_at": "the day before"},
    {"id": "4", "text": "Acme four", "likes": "1e99"},
    {"id": "5", "text": "Acme five", "rating": {"value": float("nan")}, "author": {"id": "\udfff"}},
)


async def test_files_are_read_row_by_row_and_a_corrected_one_leaves_nothing_aside(config: Path) -> None:
    inbox = config.parent / "inbox"
    written = "".join(json.dumps(line) + "\n" for line in LINES)
    (inbox / "posts.ndjson").write_text(written + "{broken\n")
    (inbox / "survey.csv").write_text("id,text,date\na,Acme a,2026-03-01\nb,Acme b,soon\n")
    async with started(config) as app:
        report, *_ = await poll_now(app, by("Mia"), ["files"])
        assert (report.state.health, report.committed.new) == ("ok", 5)
        aside = {each.native_id.rpartition("/")[2]: each for each in app.store.put_aside("files")}
        assert set(aside) == {"posts.ndjson, row 3", "posts.ndjson, row 6", "survey.csv, row 3"}
        assert aside["survey.csv, row 3"].body == "b,Acme b,soon"
        assert "soon" in aside["survey.csv, row 3"].reason
        (inbox / "survey.csv").write_text("id,text,date\na,Acme a,2026-03-01\nb,Acme b,2026-03-01\n")
    async with started(config) as app:
        await poll_now(app, by("Mia"), ["files"])
        assert "Acme b" in texts(app)
        assert len(app.store.put_aside("files")) == 2
        (left,) = await retry(app, "files", by("Mia"))
        assert len(left.left) == 2
        assert {each.tries for each in left.left} == {2}


async def test_imports_say_which_row_and_why(config: Path) -> None:
    def picky(self: Matcher, mention: Mention, *, source: str = "") -> Any:
        raise RecursionError("no way through") if "two" in mention.text else AttributeError

    data = "".join(json.dumps(line) + "\n" for line in LINES).encode()
    async with started(config) as app:
        report = await import_table(app, data, by("Mia"), source="archive", choices=Choices(undated=True))
        assert (report.rows, report.committed.new) == (4, 4)
        said = {problem.row: problem.what for problem in report.problems}
        assert "date" in said[3]
        assert {1, 4} <= said.keys()
        with patch.object(Matcher, "match", picky):
            report = await import_table(app, data, by("Mia"), source="other", choices=Choices(undated=True))
        assert "no way through" in {problem.row: problem.what for problem in report.problems}[2]
        assert report.committed.new == 0


def reader(model: str, items: list[Any], *_settings: object) -> list[Classification]:
    if any("poison" in each.text for each in items):
        raise ValueError("cannot be read")
    return [Classification(model=model) for _ in items]


def broken(*_: object) -> list[Classification]:
    raise ValueError("the model is broken")


async def test_a_text_that_breaks_the_classifier_is_not_tried_for_ever(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Acme fine"), item(2, "Acme poison"), item(3, "Acme good"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9", classify=True)
    async with started(path) as app:
        await poll_now(app, by("Mia"))
        with patch.object(classifying, "classify_batch", broken), pytest.raises(ValueError, match="model is broken"):
            await classify(app)
        with patch.object(classifying, "classify_batch", reader):
            assert await classify(app) == 3
            assert await classify(app) == 0
        readings = [each.classification for each in app.store.export()]
        assert [reading.abstained.reason for reading in readings if reading and reading.abstained] == ["failure"]
