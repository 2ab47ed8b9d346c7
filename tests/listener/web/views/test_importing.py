"""A file is sent, looked at, and read in only when somebody says so; whatever it is called, holds or claims."""

from __future__ import annotations

import asyncio
import gzip
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from listener.actions import reading_in, uploading
from listener.actions.uploads import KEPT, folder
from listener.app import App
from storage.clock import SimulatedClock
from storage.records import Upload
from tests.worlds.actors import by
from tests.worlds.clients import HOME, PUBLIC, local, send, signed_in, token, visit
from tests.worlds.incidents import NOW, world
from tests.worlds.programs import holder

LIST = "/sources/import"
TABLE = b"""Datum;Kommentar;Autor;Filiale
2026-02-27 10:00;The lid of my Acme can burst;Bo <b>;Nord
2026-02-28 11:00;acme again;Mia;S\xc3\xbcd
2026-02-28 12:00;about something else;Zoe;Nord
gestern;acme without a day;Ann;Nord
"""
SAID = {"map": "text=Kommentar,date=Datum,author=Autor", "source": "survey"}
OWN = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}


def sent(client: TestClient, content: bytes, name: str = "survey.csv", home: str = HOME, **fields: str) -> Any:
    stamp = token(client.get(LIST).text)
    data = {"token": stamp, "who": "Mia", **fields}
    return client.post(LIST, data=data, files={"file": (name, content)}, headers={"Origin": home})


def uploads(app: App) -> list[Upload]:
    return app.store.uploads()


def files(app: App) -> list[str]:
    return sorted(each.name for each in folder(app.config.store).glob("*"))


async def test_a_file_is_looked_at_then_read_in_and_what_was_left_out_comes_back(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        place = await asyncio.to_thread(_looked_at, app)
        assert await reading_in.read_next(app)
        assert not await reading_in.read_next(app)
        await asyncio.to_thread(_read_in, app, place)


def _looked_at(app: App) -> str:
    client = local(app)
    answer = sent(client, TABLE, **SAID)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}/1")
    page = client.get(f"{LIST}/1").text
    assert "survey.csv: 3 rows can be imported" in page
    assert "Bo &lt;b&gt;" in page
    assert "<dt>text</dt><dd>Kommentar</dd>" in page
    assert "<dt>Kept, not read</dt><dd>Filiale</dd>" in page
    assert "row 5" in page, "what is wrong is told before anything is stored"
    assert app.store.totals()["mentions"] == 0
    assert send(client, f"{LIST}/1", do="start").status_code == 303
    assert "survey.csv is next" in client.get(f"{LIST}/1").text
    assert send(client, f"{LIST}/1", do="start").status_code == 409, "once"
    return str(answer.headers["location"])


def _read_in(app: App, place: str) -> None:
    client = local(app)
    page = client.get(place).text
    assert "survey.csv: 2 new mentions" in page
    assert "/explore?q=source%3Asurvey&amp;since=365d" in page
    assert "<dt>No query asks for</dt><dd>1</dd>" in page
    assert "<dt>Not usable</dt><dd>1</dd>" in page
    rest = client.get(f"{place}/refused")
    assert rest.headers["content-disposition"] == 'attachment; filename="refused-1.csv"'
    assert "acme without a day" in rest.text
    assert [each.sightings[0].source for each in app.store.search()] == ["survey", "survey"]
    assert files(app) == ["1.refused"], "the file itself is needed no more"
    asked, imported = [each for each in reversed(app.store.audited()) if "import" in each.what]
    assert (asked.what, asked.who) == ("asked for the import of survey.csv as survey", "Mia")
    assert (imported.what, imported.who) == ("imported 3 rows as survey, 2 of them new", "Mia")
    assert send(client, place, do="remove").status_code == 303
    assert files(app) == []


async def test_what_is_said_of_it_is_mended_without_sending_it_again(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert sent(client, TABLE).status_code == 303
        page = client.get(f"{LIST}/1").text
        assert "nothing of it can be used yet" in page
        assert 'value="start"' not in page
        refused = send(client, f"{LIST}/1", do="start")
        assert (refused.status_code, "can be used" in refused.text) == (422, True)
        wrong = send(client, f"{LIST}/1", do="try", timezone="Atlantis")
        assert (wrong.status_code, "is not a time zone" in wrong.text) == (422, True)
        assert send(client, f"{LIST}/1", do="try", **SAID).status_code == 303
        assert "3 rows can be imported" in client.get(f"{LIST}/1").text
        assert send(client, f"{LIST}/1", do="try", **SAID, member="nothing.csv").status_code == 303
        [unread] = uploads(app)
        assert (unread.rows, unread.columns, unread.unread, unread.first) == (0, {}, (), ())

    await visit(tmp_path, look)


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "C:\\temp\\x.csv", "<script>alert(1)</script>.csv", "\u202egnp.csv", "a\r\nb.csv", "."],
)
async def test_no_name_leads_out_of_the_folder_or_runs(tmp_path: Path, name: str) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert sent(client, TABLE, name, **SAID).status_code == 303
        [upload] = uploads(app)
        assert "/" not in upload.name
        assert "\\" not in upload.name
        assert files(app) == ["1.file"]
        assert (folder(app.config.store) / "1.file").stat().st_mode & 0o077 == 0
        assert "<script>alert" not in client.get(f"{LIST}/1").text

    await visit(tmp_path, look)


async def test_a_file_that_grows_when_it_is_opened_is_refused_and_the_service_goes_on(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(1 << 20)) * 450

    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert len(bomb) < 1 << 20
        assert sent(client, bomb, "bomb.csv.gz").status_code == 303
        page = client.get(f"{LIST}/1").text
        assert "nothing of it can be used yet" in page
        assert "split it" in page
        assert sent(client, TABLE, **SAID).status_code == 303
        assert "3 rows can be imported" in client.get(f"{LIST}/2").text

    await visit(tmp_path, look)


async def test_what_is_too_large_or_too_much_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        large = sent(client, bytes(2_000_000))
        assert (large.status_code, "too large" in large.text) == (413, True)
        assert sent(client, b"").status_code == 422
        assert (uploads(app), files(app)) == ([], [])
        assert {sent(client, TABLE, **SAID).status_code for each in range(uploading.UNDER_WAY)} == {303}
        much = sent(client, TABLE, **SAID)
        assert (much.status_code, "3 files of yours wait" in much.text) == (422, True)
        many = client.post(LIST, data={"token": "x"}, files=[("file", ("a", b"a")), ("file", ("b", b"b"))], headers=OWN)
        assert many.status_code == 400
        assert send(client, f"{LIST}/1", do="remove").status_code == 303
        monkeypatch.setattr(uploading, "ALL", 2 * len(TABLE))
        full = sent(client, TABLE, **SAID)
        assert (full.status_code, "leave no room for it" in full.text) == (422, True)

    monkeypatch.setattr(uploading, "LARGEST", 1_000_000)
    await visit(tmp_path, look)


async def test_a_file_comes_from_a_page_of_ours_and_from_who_may(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        manager, helper = signed_in(app, "Ann", "manager"), signed_in(app, "Zoe", "responder")
        stamp = token(manager.get(LIST).text)

        def post(client: TestClient, origin: str, stamp: str) -> Any:
            data, files = {"token": stamp}, {"file": ("a.csv", TABLE)}
            return client.post(LIST, data=data, files=files, headers={"Origin": origin})

        assert post(manager, "https://evil.example", stamp).status_code == 403
        assert post(manager, PUBLIC, "").status_code == 403
        assert post(helper, PUBLIC, stamp).status_code == 403
        assert helper.get(LIST).status_code == 403
        assert "Import a file" not in helper.get("/sources").text
        assert uploads(app) == []
        assert post(manager, PUBLIC, stamp).status_code == 303
        assert [each.by.name for each in uploads(app)] == ["Ann"]
        assert helper.get(f"{LIST}/1").status_code == helper.get(f"{LIST}/1/refused").status_code == 403
        plain = manager.post(LIST, data={"token": stamp}, headers={"Origin": PUBLIC})
        assert plain.status_code == 400

    await visit(tmp_path, look)


async def test_what_nobody_wants_goes_and_what_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, clock):
        assert await asyncio.to_thread(_two, app)
        (folder(app.config.store) / "9.file").write_bytes(b"the service was stopped while it was removed")
        await reading_in.sweep(app)
        assert files(app) == ["1.file", "2.file"]
        await app.write(app.store.save_upload, _running(app))
        assert await reading_in.read_next(app), "the service was stopped while it was read in"
        done = app.store.upload(1)
        assert (done and done.status, app.store.totals()["mentions"]) == ("done", 2)
        clock.move_to(NOW + KEPT + timedelta(minutes=1))
        assert await reading_in.clear(app, clock.now()) == 2
        assert (uploads(app), files(app)) == ([], [])


def _two(app: App) -> bool:
    client = local(app)
    return all(sent(client, TABLE, **SAID).status_code == 303 for _ in range(2))


def _running(app: App) -> Upload:
    found = app.store.upload(1)
    assert found is not None
    return replace(found, status="running", done=1)


async def test_it_is_read_in_as_soon_as_somebody_says_so(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _), reading_in.uploads_read(app):
        await asyncio.sleep(0.1)
        made = await uploading.receive(app, io.BytesIO(TABLE), "survey.csv", SAID, by("Mia"))
        await uploading.begin(app, made.id or 0, by("Mia"))
        for _ in range(600):
            if uploads(app)[0].status == "done":
                return
            await asyncio.sleep(0.05)
        raise AssertionError("nobody reads it in")


async def test_programs_import_too(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        client, helper = holder(app, "manager"), holder(app, "responder")
        await asyncio.to_thread(_asked_by_a_program, client, helper)
        assert await reading_in.read_next(app)
        await asyncio.to_thread(_fetched_by_a_program, client)


def _asked_by_a_program(client: TestClient, helper: TestClient) -> None:
    posted = {"data": SAID, "files": {"file": ("../x.csv", TABLE)}}
    assert helper.post("/api/v1/imports", **posted).status_code == 403  # type: ignore[arg-type]
    made = client.post("/api/v1/imports", **posted).json()  # type: ignore[arg-type]
    assert (made["status"], made["rows"], made["refused"], made["name"]) == ("tried", 3, 1, "x.csv")
    assert made["columns"]["text"] == "Kommentar"
    assert made["first"][0]["text"] == "The lid of my Acme can burst"
    assert client.post("/api/v1/imports", json={}).status_code == 400
    assert client.post(f"/api/v1/imports/{made['id']}/start").json()["status"] == "waiting"
    assert client.post(f"/api/v1/imports/{made['id']}/start").status_code == 409
    assert helper.get("/api/v1/imports").status_code == 403
    at_once = {"start": "true", "source": "survey"}
    unusable = {"file": ("y.csv", b"a,b\n1,2\n")}
    for _ in range(uploading.UNDER_WAY + 1):
        refused = client.post("/api/v1/imports", data=at_once, files=unusable)
        assert refused.status_code == 422
        assert "it was not kept: " in refused.json()["detail"]
    assert [each["name"] for each in client.get("/api/v1/imports").json()] == ["x.csv"]
    begun = client.post("/api/v1/imports", data=SAID | at_once, files={"file": ("z.csv", TABLE)}).json()
    assert (begun["name"], begun["status"]) == ("z.csv", "waiting")
    assert client.delete(f"/api/v1/imports/{begun['id']}").status_code == 204


def _fetched_by_a_program(client: TestClient) -> None:
    [done] = client.get("/api/v1/imports").json()
    assert (done["status"], done["new"], done["unmatched"]) == ("done", 2, 1)
    assert "acme without a day" in client.get(done["refused_rows"]).text
    assert client.delete(f"/api/v1/imports/{done['id']}").status_code == 204
    assert client.get(f"/api/v1/imports/{done['id']}").status_code == 404
