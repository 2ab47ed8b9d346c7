"""A copy of the store is asked for on a page, and by programs; where it lies, the configuration says."""

from __future__ import annotations

import asyncio
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from listener.actions import backing_up
from listener.actions.actor import ROLES
from listener.app import App
from storage.clock import SimulatedClock
from storage.opening import locate, open_store
from storage.records import PersonRole
from tests.worlds.clients import PUBLIC, send, signed_in, token, visit
from tests.worlds.incidents import world
from tests.worlds.programs import holder

PAGE, API = "/settings/machine", "/api/v1/backups"


async def test_a_copy_is_asked_for_on_the_page_and_by_programs(tmp_path: Path) -> None:
    def ask_on_the_page(app: App) -> None:
        root = signed_in(app, "Root", "administrator")
        assert "There is none yet" in root.get(PAGE).text
        assert send(root, PAGE, do="copy", file="/tmp/x.db").status_code == 303
        assert "One is being written since" in root.get(PAGE).text
        form = root.get("/settings/tokens").text
        again = root.post(PAGE, data={"token": token(form), "do": "copy"}, headers={"Origin": PUBLIC})
        assert (again.status_code, "is being written already, for Root" in again.text) == (409, True)
        assert holder(app, "administrator").post(API).status_code == 409

    def see(app: App) -> None:
        page = signed_in(app, "Root", "administrator").get(PAGE).text
        assert "listener-2026-03-02T090000Z.db" in page
        assert "Back up now" in page
        found = holder(app, "administrator", "second").get(API).json()
        assert [each["name"] for each in found["copies"]] == ["listener-2026-03-02T090000Z.db"]
        assert (found["writing"], found["failed"]) == (None, None)
        said = [each.what for each in app.store.audited(20, about="store")]
        assert said == ["wrote a copy of the store, listener-2026-03-02T090000Z.db", "asked for a copy of the store"]

    async with world(tmp_path, listener='backups = "kept"') as (app, _):
        assert not await backing_up.write_wanted(app)
        await asyncio.to_thread(ask_on_the_page, app)
        assert await backing_up.write_wanted(app)
        await asyncio.to_thread(see, app)
    [copy] = (tmp_path / "kept").iterdir()
    store = open_store(locate(copy))
    assert store.incidents()[0].title
    store.close()


async def test_what_could_not_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    def ask(app: App) -> None:
        assert holder(app, "administrator").post(API).status_code == 202

    def see(app: App) -> None:
        assert "None was written on" in signed_in(app, "Root", "administrator").get(PAGE).text
        assert "exists already" in holder(app, "administrator", "second").get(API).json()["failed"]

    async with world(tmp_path) as (app, clock):
        await asyncio.to_thread(ask, app)
        (tmp_path / "backups").mkdir()
        (tmp_path / "backups" / backing_up.NAMED.format(clock.now())).touch()
        assert await backing_up.write_wanted(app)
        await asyncio.to_thread(see, app)
        app.copying.stop = True
        clock.move_to(clock.now().replace(minute=7))
        await asyncio.to_thread(lambda: holder(app, "administrator", "third").post(API))
        assert await backing_up.write_wanted(app)
        assert app.copying.failed.endswith("the service stops")
        assert len(list((tmp_path / "backups").iterdir())) == 1


async def test_a_disk_without_room_is_told_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        refused = holder(app, "administrator").post(API)
        assert (refused.status_code, "the disk has 0 MB left" in refused.json()["detail"]) == (422, True)

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(9, 9, 0))
    await visit(tmp_path, look)


@pytest.mark.parametrize("role", ROLES[:-1])
async def test_nobody_else_asks_for_one_or_sees_where_they_lie(tmp_path: Path, role: PersonRole) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        someone, robot = signed_in(app, "Ann", role), holder(app, role)
        stamp = token(someone.get("/settings/me").text)
        assert someone.get(PAGE).status_code == 403
        assert someone.post(PAGE, data={"token": stamp, "do": "copy"}, headers={"Origin": PUBLIC}).status_code == 403
        assert (robot.get(API).status_code, robot.post(API).status_code) == (403, 403)
        assert app.copying.by is None

    await visit(tmp_path, look)
