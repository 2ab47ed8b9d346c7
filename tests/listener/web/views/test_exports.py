"""Large exports are written beside everything else: asked for, watched, fetched, called off, begun again, forgotten."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from starlette.testclient import TestClient

from listener.actions import exporting
from listener.app import App
from listener.explore import shelf
from listener.pipeline import exporting as stage
from listener.web import exploring
from storage.clock import SimulatedClock
from storage.errors import StoreError
from storage.records import Actor, Export, Poll, SourceState
from tests.worlds.clients import send, signed_in, visit
from tests.worlds.explored import count, fill, made_token
from tests.worlds.incidents import NOW, world

MIA = Actor(name="Mia K", role="responder", via="view")
ASKED = {"q": "acme", "since": "7d"}


async def looked(folder: Path, look: Callable[[App, Callable[[], Any]], None]) -> None:
    """`look` gets what writes the next export."""
    async with world(folder) as (app, _):
        fill(app)
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(
            look, app, lambda: asyncio.run_coroutine_threadsafe(stage.write_next(app), loop).result()
        )


def rows(content: bytes) -> int:
    return len(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))))


async def test_more_than_one_answer_holds_is_written_and_fetched_by_whoever_asked(tmp_path: Path) -> None:
    def look(app: App, write: Callable[[], bool]) -> None:
        mia, bo, ann = (signed_in(app, name, role) for name, role in (
            ("Mia K", "observer"), ("Bo K", "observer"), ("Ann", "manager"),
        ))  # fmt: skip
        with patch.object(exploring, "MOST_STREAMED", 2), patch("listener.web.views.explore.MOST_STREAMED", 2):
            assert mia.get("/explore/export?q=acme&format=csv").status_code == 422
            page = mia.get("/explore?q=acme").text
            said = int(count(page))
            assert 'name="do" value="export"' in page
            assert "download" not in page.partition("Exactly what is found")[2].partition("</details>")[0]
            assert send(mia, "/explore?q=acme", do="export", format="csv").headers["location"] == "/exports"
        assert "waits for its turn" in mia.get("/exports").text
        assert mia.get("/exports/1/file").status_code == 410
        assert write()
        assert not write()
        assert f"{said} mentions" in mia.get("/exports").text
        answer = mia.get("/exports/1/file")
        assert rows(answer.content) == said
        assert "attachment" in answer.headers["content-disposition"]
        assert bo.get("/exports/1/file").status_code == 403
        assert "/exports/1/file" not in bo.get("/exports").text
        assert rows(ann.get("/exports/1/file").content) == said
        assert send(mia, "/exports", do="remove", id="1").status_code == 303
        assert mia.get("/exports/1/file").status_code == 404
        assert list(shelf.folder(app.config.store).iterdir()) == []
        assert {"asked for export 1 (csv)", "removed export 1"} <= {
            each.what for each in app.store.audited(9, about="export", id=1)
        }

    await looked(tmp_path, look)


async def test_programs_ask_and_fetch_too(tmp_path: Path) -> None:
    def look(app: App, write: Callable[[], bool]) -> None:
        headers = {"Authorization": f"Bearer {made_token(app)}"}
        seen = signed_in(app, "Bo K", "observer")
        assert seen.post("/api/v1/exports", json={"q": "acme AND"}, headers=headers).status_code == 422
        made = seen.post("/api/v1/exports", json={"q": "acme", "format": "ndjson"}, headers=headers).json()
        assert (made["status"], made["file"]) == ("waiting", None)
        assert seen.get("/api/v1/exports/1/file", headers=headers).status_code == 409
        assert write()
        said = int(count(seen.get("/explore?q=acme").text))
        [told] = seen.get("/api/v1/exports", headers=headers).json()
        assert (told["status"], told["done"], told["file"]) == ("done", said, "/api/v1/exports/1/file")
        assert len(seen.get(told["file"], headers=headers).text.splitlines()) == said
        assert seen.delete("/api/v1/exports/1", headers=headers).status_code == 204
        assert seen.get("/api/v1/exports/1", headers=headers).status_code == 404

    await looked(tmp_path, look)


async def test_what_is_called_off_is_not_written(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        fill(app)
        first = await exporting.begin(app, ASKED, "csv", MIA)
        await exporting.cancel(app, first.id or 0, MIA)
        assert not await stage.write_next(app)
        second = await exporting.begin(app, ASKED, "csv", MIA)
        running = replace(second, status="running")
        await app.write(app.store.save_export, running)
        await exporting.remove(app, second.id or 0, MIA)
        await stage._write(app, running)
        assert list(shelf.folder(app.config.store).iterdir()) == [], "nobody wants it any more"


async def test_no_more_than_three_of_one_person_are_under_way(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        for _ in range(exporting.MOST):
            await exporting.begin(app, ASKED, "csv", MIA)
        with pytest.raises(Exception, match="under way"):
            await exporting.begin(app, ASKED, "csv", MIA)
        await exporting.begin(app, ASKED, "csv", replace(MIA, name="Bo"))


async def test_a_stop_in_the_middle_begins_it_again_with_a_word(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        fill(app)
        made = await exporting.begin(app, ASKED, "csv", MIA)
        await app.write(app.store.save_export, replace(made, status="running", done=3))
        await stage.begin_again(app)
        [again] = app.store.exports()
        assert (again.status, again.done) == ("waiting", 0)
        assert "begun again" in again.note
        async with stage.exports_written(app):
            await until(lambda: app.store.exports()[0].status == "done")


async def test_one_that_the_store_breaks_off_is_begun_again(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        fill(app)
        fails = [StoreError("the disk is full")]

        def missing(*_: object) -> str:
            if fails:
                raise fails.pop()
            return ""

        await exporting.begin(app, ASKED, "csv", MIA)
        with patch.object(stage, "missing", missing), patch("listener.pipeline.background.AGAIN", 0.01):
            async with stage.exports_written(app):
                await until(lambda: app.store.exports()[0].status == "done")


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError


async def test_a_file_that_is_too_large_is_not_kept_and_says_what_to_do(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        fill(app)
        await exporting.begin(app, ASKED, "csv", MIA)
        with patch.object(stage, "LARGEST", 10):
            await stage.write_next(app)
        [failed] = app.store.exports()
        assert failed.status == "failed"
        assert "ask about less" in failed.note
        assert list(shelf.folder(app.config.store).iterdir()) == []


async def test_one_that_cannot_be_written_fails_and_the_next_is_written(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        fill(app)
        await exporting.begin(app, ASKED, "csv", MIA)
        with patch.object(stage, "write", side_effect=ValueError("a value that no cell holds")):
            assert await stage.write_next(app)
        await exporting.begin(app, ASKED, "csv", MIA)
        assert await stage.write_next(app)
        assert {each.status: each.note for each in app.store.exports()} == {
            "failed": "it cannot be written: ValueError('a value that no cell holds')",
            "done": "",
        }


async def test_a_question_that_is_understood_no_more_fails_in_words(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        await app.write(app.store.add_export, Export(asked={"q": "list:gone"}, format="csv", who="Mia K", asked_at=NOW))
        await stage.write_next(app)
        assert "gone" in app.store.exports()[0].note


async def test_files_go_when_their_time_is_over(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        fill(app)
        await exporting.begin(app, ASKED, "csv", MIA)
        await stage.write_next(app)
        assert await stage.clear(app, NOW + shelf.KEPT - timedelta(minutes=1)) == 0
        [file] = shelf.folder(app.config.store).iterdir()
        (file.parent / "77.csv").write_text("of nobody")
        assert await stage.clear(app, NOW + shelf.KEPT + timedelta(hours=1)) == 1
        assert list(file.parent.iterdir()) == []
        assert app.store.exports() == []


async def test_the_page_without_exports_teaches_the_next_step(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        seen: TestClient = signed_in(app, "Mia K", "observer")
        assert "Nothing was exported here" in seen.get("/exports").text
        assert send(seen, "/exports", "/explore", do="remove", id="x").status_code == 422

    await visit(tmp_path, look)


async def test_what_could_not_be_read_stands_beside_a_file_that_has_no_room_for_it(tmp_path: Path) -> None:
    def look(app: App, write: Callable[[], bool]) -> None:
        mia = signed_in(app, "Mia K", "observer")
        assert "Could not be read" not in mia.get("/explore?q=acme").text
        outage(app)
        assert "Could not be read: feed for 24 hours" in mia.get("/explore?q=acme").text
        send(mia, "/explore?q=acme", do="export", format="csv")
        write()
        assert "Could not be read: feed for 24 hours" in mia.get("/exports").text
        headers = {"Authorization": f"Bearer {made_token(app)}"}
        made = mia.post("/api/v1/exports", headers=headers, json={"q": "acme", "format": "csv"}).json()
        write()
        told = mia.get(f"/api/v1/exports/{made['id']}", headers=headers).json()
        assert (told["status"], told["note"].startswith("Could not be read: feed")) == ("done", True)

    await looked(tmp_path, look)


def outage(app: App) -> None:
    """The source of all posts fails since a day."""
    since = NOW - timedelta(days=1)
    failing = SourceState(
        name="feed", next_due_at=NOW, health="broken", failures=1, failing_since=since, polled_at=since
    )
    app.store.commit_polls([Poll(state=failing)], NOW)
