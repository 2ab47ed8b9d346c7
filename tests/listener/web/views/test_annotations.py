"""What happened is written once and stands on every chart of that time, until somebody removes it, and again after."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from listener.actions import annotating
from listener.app import App
from listener.reports.ask import Ask
from listener.reports.compose import compose
from listener.reports.document import Course
from listener.reports.page import page
from listener.reports.workbook import workbook
from listener.wording.periods import Period
from storage.clock import SimulatedClock
from storage.errors import ListenerError
from tests.worlds.actors import by
from tests.worlds.clients import local, send, signed_in, visit
from tests.worlds.hostile_texts import TRICKS
from tests.worlds.incidents import NOW, world
from tests.worlds.programs import holder
from tests.worlds.talked import BOLT, talk

CHARTS = ("/", "/incidents/1", "/brands/Acme", "/brands/Acme?span=24h", "/compare")
AT = (NOW - timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M")


async def test_it_stands_on_every_chart_until_it_is_removed_and_after_it_came_back(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        talk(app)
        client = local(app)

        def shown() -> set[str]:
            return {page for page in CHARTS if "Price rise" in client.get(page).text}

        answer = send(client, "/annotations", text="Price rise", at=AT, brand="Acme", do="add", back="/brands/Acme")
        assert (answer.status_code, answer.headers["location"]) == (303, "/brands/Acme")
        assert shown() == set(CHARTS)
        other = client.get("/brands/Bolt %26 Co?span=24h").text
        assert "Price rise" not in other, "it concerns another brand"
        gone = send(client, "/annotations", id="1", do="remove")
        assert shown() == set()
        assert "is removed" in client.get(gone.headers["location"]).text
        send(client, gone.headers["location"], id="1", do="restore")
        assert shown() == set(CHARTS)
        did = [entry.what.split(" ")[0] for entry in app.store.audited() if entry.about == "annotation"]
        assert did == ["brought", "removed", "annotated"]

    await visit(tmp_path, look, more=BOLT)


async def test_what_is_wrong_is_said_and_nothing_written_is_lost(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        wrong = send(client, "/annotations", text="Price rise", at="soon", do="add")
        assert wrong.status_code == 422
        assert 'value="Price rise"' in wrong.text
        assert send(client, "/annotations", text="...", at=AT, do="add").status_code == 422
        assert app.store.annotations() == []
        away = send(client, "/annotations", text="Fire", at=AT, do="add", back="//evil.example")
        assert away.headers["location"] == "/"

    await visit(tmp_path, look)


async def test_it_stands_in_reports_of_that_time(tmp_path: Path) -> None:
    async with world(tmp_path, more=BOLT) as (app, _):
        talk(app)
        await annotating.add(app, NOW - timedelta(days=2), "Price rise <b>", None, by("Mia"))
        await annotating.add(app, NOW - timedelta(days=2), "Bolt closes", "Bolt & Co", by("Mia"))
        ask = Ask(
            name="w", type="weekly", brands=["Acme"], compared=app.config.brands, length=None, zone=ZoneInfo("UTC"),
            period=Period(since=NOW - timedelta(days=7), until=NOW), now=NOW,
        )  # fmt: skip
        report = compose(app.store, ask)
        html = page(report)
        assert "Price rise &lt;b&gt;" in html
        assert "Bolt closes" not in html
        [course] = [block for block in report.blocks if isinstance(block, Course)]
        assert [(note.mark, course.days[note.day][0]) for note in course.notes] == [("a", "28 Feb")]
        rows = workbook(report)
        assert rows[:2] == b"PK"


async def test_an_observer_reads_and_writes_none(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        local(app)
        acting, watching = signed_in(app, "Mia", "responder"), signed_in(app, "Ann", "observer")
        send(acting, "/annotations", text="Launch", at=AT, do="add")
        page = watching.get("/annotations").text
        assert "Launch" in page
        assert "<form method" not in page.partition("<main")[2].partition("</main>")[0]

    await visit(tmp_path, look)


async def test_what_is_written_is_text_everywhere(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        for text in TRICKS[4:8]:
            await annotating.add(app, NOW - timedelta(minutes=10), text, None, by("Mia"))

        def look() -> None:
            client = local(app)
            for page in (*CHARTS, "/annotations"):
                html = client.get(page).text
                assert "<script>x()" not in html, page
                assert "<img src=x" not in html, page

        await asyncio.to_thread(look)


async def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        for text, when, brand in (
            ("", NOW, None),
            ("x" * 201, NOW, None),
            ("launch", NOW + timedelta(days=400), None),
            ("launch", NOW, "Nobody"),
        ):
            with pytest.raises(ListenerError):
                await annotating.add(app, when, text, brand, by("Mia"))
        assert app.store.annotations() == []


async def test_programs_read_write_and_remove_them(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = holder(app)
        given = {"at": "2026-03-01T08:00:00Z", "text": "launch", "brand": "Acme"}
        made = client.post("/api/v1/annotations", json=given)
        assert (made.status_code, made.json()["who"]) == (201, "robot responder")
        assert client.get("/api/v1/annotations").json() == [made.json()]
        assert client.delete("/api/v1/annotations/1").json()["text"] == "launch"
        assert client.delete("/api/v1/annotations/1").status_code == 404
        assert client.get("/api/v1/annotations").json() == []
        assert holder(app, "observer").post("/api/v1/annotations", json=given).status_code == 403

    await visit(tmp_path, look)
