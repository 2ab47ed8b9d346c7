"""What is exported and imported again is what it was: nothing doubles, nothing is lost, and no time moves."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from listener.actions.importing import Choices, import_table
from listener.app import App
from listener.exports.export import Table, write_json, write_ndjson, write_table
from listener.exports.profiles import PROFILES
from listener.exports.selection import Selection
from listener.pipeline.match import arrivals
from storage.records import Author, Mention, Rating
from tests.worlds.actors import by
from tests.worlds.mentions import commit
from tests.worlds.pipeline import running, write_config

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
APP_PAGE = "https://apps.example/acme"
ARTICLE = (
    "Acme recalls its kettle after a family in Leeds found that the handle comes off when the water boils, and asks "
    "everybody who bought one since March to stop using it at once, keep the receipt and write to its support, which "
    "has had nothing to say about it for weeks; the shops send people back to Acme, and a lawyer collects their names."
)


def said(native_id: str, text: str, at: datetime, **more: object) -> Mention:
    given: dict[str, object] = {"kind": "social", "native_id": native_id, "collected_at": NOW, "published_at": at}
    return Mention(**{**given, "text": text, **more})  # type: ignore[arg-type]


def tweet(number: int, text: str) -> Mention:
    id, address = 1294030472427835393 + number, f"https://x.example/ann/status/{1294030472427835393 + number}"
    at = NOW - timedelta(minutes=number, seconds=7)
    return said(str(id), text, at, url=address, permalink=address, author=Author(handle="00712", name="Ann"))


TWICE = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""Half past two in Berlin, the first time that night."""

FEED = (
    *(tweet(number, f"=Acme number {number} of the kettles broke\nand nobody says why") for number in range(3)),
    said("n1", ARTICLE, NOW - timedelta(days=2), title="Acme recalls a kettle", kind="news"),
    said("r1", "Acme app is great", TWICE, url=APP_PAGE, author=Author(name="ann"), rating=Rating(value=5)),
    said("r2", "Acme app is great", TWICE + timedelta(hours=1), url=APP_PAGE, author=Author(name="ben")),
    said("m1", "Acme, to the millisecond", NOW - timedelta(days=3, microseconds=-123_000)),
    said("u1", "Acme at a time that nobody told", NOW, published_at=None, collected_at=NOW - timedelta(days=5)),
    said("zeros", "007", NOW - timedelta(days=4), title="1294030472427835393"),
)
SURVEY = tuple(said(str(number), "ok", datetime(2026, 11, 2, tzinfo=UTC)) for number in (1, 2))
OTHER_SURVEY = (said("1", "ok", datetime(2026, 11, 2, tzinfo=UTC)),)

Export = Callable[[App], bytes]


def own_csv(app: App) -> bytes:
    return table(app, None)


def table(app: App, profile: str | None, format: Table = "csv") -> bytes:
    out = io.BytesIO()
    write_table(app.store, Selection(), out, format=format, zone=app.config.zone, now=NOW, profile=profile)
    return out.getvalue()


def ndjson(app: App) -> bytes:
    out = io.BytesIO()
    write_ndjson(app.store, Selection(), out)
    return out.getvalue()


def json_array(app: App) -> bytes:
    out = io.BytesIO()
    write_json(app.store, Selection(), out)
    return out.getvalue()


EXPORTS: dict[str, Export] = {
    "own csv": own_csv,
    "ndjson": ndjson,
    "json": json_array,
    "own xlsx": lambda app: table(app, None, "xlsx"),
    **{name: (lambda app, name=name: table(app, name)) for name in PROFILES},  # type: ignore[misc]
    **{f"{name} xlsx": (lambda app, name=name: table(app, name, "xlsx")) for name in PROFILES},  # type: ignore[misc]
}
TYPED = [name for name in EXPORTS if "json" in name or "xlsx" in name]
"""A spreadsheet that opens and saves these changes nothing in them."""


def through_a_spreadsheet(data: bytes) -> bytes:
    """As a spreadsheet opens and saves a table: what looks like a number becomes one, and long ones are cut."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = data.decode(encoding)
    separator = "\t" if encoding == "utf-16" else ","
    out = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    csv.writer(out, delimiter=separator).writerows([spoilt(cell) for cell in row] for row in rows)
    return out.getvalue().encode(encoding)


def spoilt(cell: str) -> str:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", cell, re.IGNORECASE):
        return cell
    value = float(cell)
    return f"{value:.5E}" if value >= 1e11 else f"{value:g}"


def world(folder: Path, zone: str = "Europe/Berlin") -> Path:
    folder.mkdir(exist_ok=True)
    path = write_config(folder, "http://127.0.0.1:9/feed", "127.0.0.1:9")
    text = path.read_text().replace("[listener]", f'[listener]\ntimezone = "{zone}"')
    path.write_text(text.replace("[collect]", '[collect]\nkeep = "all"'))
    return path


async def fill(app: App) -> None:
    for source, posts in (("feed", FEED), ("survey", SURVEY), ("copy", OTHER_SURVEY)):
        brought = await arrivals(app, posts, source, live=True)
        app.store.import_arrivals(source, brought.arrivals, NOW)


def told(app: App) -> list[tuple[datetime, str, str, int]]:
    return [(each.mention.said_at, each.mention.title, each.mention.text, each.id) for each in app.store.export()]


@pytest.mark.parametrize("saved", [False, True], ids=["as it is", "through a spreadsheet"])
@pytest.mark.parametrize("name", EXPORTS)
async def test_into_the_store_that_it_came_from(tmp_path: Path, name: str, saved: bool) -> None:
    async with running(world(tmp_path), NOW) as (app, _, _):
        await fill(app)
        before = told(app)
        data = EXPORTS[name](app)
        if saved and name not in TYPED:
            data = through_a_spreadsheet(data)
        for time in range(2):
            report = await import_table(app, data, by("Mia"), source="import")
            done = report.committed
            assert (done.new, done.edited, done.apart) == (0, 0, 0), report
            assert (done.sightings, done.known) == ((len(before), 0) if time == 0 else (0, len(before)))
            assert told(app) == before


@pytest.mark.parametrize("name", EXPORTS)
async def test_into_an_empty_store(tmp_path: Path, name: str) -> None:
    async with running(world(tmp_path / "old"), NOW) as (app, _, _):
        await fill(app)
        before, data = told(app), EXPORTS[name](app)
    async with running(world(tmp_path / "new"), NOW) as (app, _, _):
        report = await import_table(app, data, by("Mia"), source="import")
        assert report.committed.new == len(before), report
        after = told(app)
        assert [moment for moment, *_ in after] == [moment for moment, *_ in before]
        assert [words for _, *words, _ in after] == [words for _, *words, _ in before]
        again = await import_table(app, data, by("Mia"), source="import")
        assert (again.committed.new, again.committed.edited) == (0, 0)
        assert told(app) == after


RICH = (
    said(
        "a1", "Acme kettle leaks #acme @acme", NOW - timedelta(hours=1), title="A title", language="en",
        url="https://x.example/1", permalink="https://x.example/1", parent_id="https://x.example/p/0", thread_id="t1",
        author=Author(id="u77", handle="ann", name="Ann B", followers=1234), extra={"country": "GB", "reach": 5000},
        engagement={"likes": 5, "replies": 2, "shares": 3, "views": 99, "quotes": 4, "reactions": 6},
    ),
    said("a2", "Acme review", NOW - timedelta(hours=2), kind="review", author=Author(name="B"), rating=Rating(value=4)),
    said("a3", "Acme in a forum", NOW - timedelta(hours=3), kind="forum", author=Author(handle="cy")),
    said("a9", "Acme to itself", NOW - timedelta(hours=9), author=Author(handle="dee", name="dee")),
    said("a4", "Acme by mail", NOW - timedelta(hours=4), kind="mail", extra={"country": "DE"}),
    said("a5", "Acme video", NOW - timedelta(hours=5), kind="video", author=Author(id="UC1", name="Chan", followers=9)),
    said("a6", "Acme survey", NOW - timedelta(hours=6), kind="survey", rating=Rating(value=9, best=10, worst=0)),
    said("a7", "Acme in the news", NOW - timedelta(hours=7), kind="news", language="de"),
    said("a8", "Acme blog", NOW - timedelta(hours=8), kind="blog"),
)  # fmt: skip


def known(app: App) -> list[object]:
    return [
        (
            *(one.kind, one.url, one.language, one.author, one.rating, dict(one.engagement)),
            *(one.parent_id, one.thread_id, one.extra.get("country"), one.extra.get("reach")),
        )
        for one in (each.mention for each in app.store.export())
    ]


@pytest.mark.parametrize("name", EXPORTS)
async def test_all_that_is_known_of_a_post_comes_in_again(tmp_path: Path, name: str) -> None:
    async with running(world(tmp_path / "old"), NOW) as (app, _, _):
        commit(app.store, RICH)
        before, data = known(app), EXPORTS[name](app)
    async with running(world(tmp_path / "new"), NOW) as (app, _, _):
        await import_table(app, data, by("Mia"), source="import")
        assert known(app) == before


@pytest.mark.parametrize("name", EXPORTS)
async def test_what_a_source_says_beyond_the_columns_comes_in_again(tmp_path: Path, name: str) -> None:
    extra = {"topic": '=Kettles, "old"\n+1;-2', "tags": ["a", "b"], "deep": {"n": 1.5}, "country": "DE", "reach": 9}
    async with running(world(tmp_path / "old"), NOW) as (app, _, _):
        commit(app.store, [said("1", "Acme kettle", NOW - timedelta(hours=1), extra=extra)])
        data = EXPORTS[name](app)
    async with running(world(tmp_path / "new"), NOW) as (app, _, _):
        await import_table(app, data, by("Mia"), source="import")
        [found] = [each.mention.extra for each in app.store.export()]
        assert {name: found.get(name) for name in extra} == extra


async def test_the_numbers_of_another_store_are_not_ours(tmp_path: Path) -> None:
    """Both stores number by time, so that two posts of one moment have one number."""
    async with running(world(tmp_path / "theirs"), NOW) as (app, _, _):
        commit(app.store, [said("1", "Acme opens a shop in Rome", NOW)])
        data = {name: export(app) for name, export in EXPORTS.items()}
    for name, each in data.items():
        async with running(world(tmp_path / name), NOW) as (app, _, _):
            commit(app.store, [said("1", "Acme closes its shop in Oslo", NOW)])
            report = await import_table(app, each, by("Mia"), source="import")
            assert report.committed.new == 1
            assert len(told(app)) == 2


async def test_times_are_read_in_the_zone_that_is_asked_for_and_the_report_names_it(tmp_path: Path) -> None:
    from zoneinfo import ZoneInfo

    row = b"id,date,text\n1,2026-07-01 12:00,Acme is fine\n"
    async with running(world(tmp_path), NOW) as (app, _, _):
        default = await import_table(app, row, by("Mia"), source="default")
        asked = await import_table(app, row, by("Mia"), source="asked", choices=Choices(zone=ZoneInfo("Asia/Tokyo")))
        assert (default.zone, asked.zone) == ("Europe/Berlin", "Asia/Tokyo")
        assert [moment.hour for moment, *_ in told(app)] == [3, 10]
