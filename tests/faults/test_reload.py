"""A configuration that was emptied or cut off takes nothing away, and every reload says what it does."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, patch

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs

from listener.actions import backing_up
from listener.app import App, build
from listener.config.loading import load
from listener.config.sections import CollectSection, ListenerSection
from listener.config.settling import Settling
from listener.pipeline.housekeep import REPORTS, housekeep, rematch
from listener.pipeline.stages import Stages
from listener.service import Service
from listener.status import status
from sources.wire.turns import Turn
from storage.errors import Broken, StoreFull
from tests.worlds.actors import by
from tests.worlds.clients import browser
from tests.worlds.pipeline import item, mail_server, minutes, publish, running, write_config

SECTIONS = ("brands", "queries", "sources", "rules", "targets")


@pytest.fixture(autouse=True)
def levels(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How much the service was told to say; the logs of the tests stay as they are."""
    told: list[str] = []
    monkeypatch.setattr("listener.service.configure", told.append)
    return told


def counts(app: App) -> dict[str, int]:
    return {section: len(getattr(app.config, section)) for section in SECTIONS}


def troubles(app: App) -> Any:
    return status(app.store, app.config, app.clock.now(), app.sign_of_life()).troubles


async def test_no_piece_of_a_configuration_takes_anything_away(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Acme burns"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9")
    whole = path.read_text()
    async with running(path) as (app, stages, clock):
        await minutes(stages, clock, 2)
        before, service = counts(app), Service(app)
        for end in range(0, len(whole), 40):
            path.write_text(whole[:end])
            await service.reload()
            assert counts(app) == before
            assert app.config.sections["routes"] == 1
        assert app.store.totals()["matches"] == 1
        path.write_text(whole)
        await service.reload()
        assert app.progress.refused is None


async def test_what_is_refused_is_told_and_what_is_meant_is_written(tmp_path: Path) -> None:
    path = write_config(tmp_path, "http://127.0.0.1:9/feed", "127.0.0.1:9")
    whole = path.read_text()
    async with build(load(path), service=True) as app:
        service = Service(app)
        app.progress.begin({}, app.clock.now())
        path.write_text("")
        with capture_logs() as said:
            await service.reload()
        assert "no [[targets]] is left, and there was one" in str(said)
        (told,) = (each.what for each in troubles(app) if "not used" in each.what)
        assert "write targets = [] above the first section" in told

        without = whole[: whole.index("[[targets]]")]
        path.write_text("targets = []\nroutes = []\n" + without)
        await service.reload()
        assert app.config.targets == ()
        assert not any("not used" in each.what for each in troubles(app))


async def test_a_restart_on_an_emptied_file_keeps_what_was_found(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Acme burns"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9")
    async with running(path) as (app, stages, clock):
        await minutes(stages, clock, 2)
    path.write_text('[listener]\nstore = "listener.db"\n')
    async with running(path) as (app, stages, clock):
        await rematch(app)
        assert app.store.totals()["matches"] == 1


async def test_a_message_whose_target_is_gone_waits_and_goes_out_when_it_is_back(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    publish(httpserver, item(0, "nothing yet"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        whole = path.read_text()
        path.write_text("targets = []\nroutes = []\n" + whole[: whole.index("[[targets]]")])
        without = load(path)
        path.write_text(whole)
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            publish(httpserver, item(1, "Acme burns", clock.now()))
            present = app.config
            with patch.object(stages.deliverer, "tick", AsyncMock()):  # it is decided, and not sent yet
                await minutes(stages, clock, 10)
            app.adopt(without)
            await minutes(stages, clock, 60 * 24 * 4, step=480)
            assert mailbox.mails() == []
            (trouble,) = (
                each.what for each in status(app.store, app.config, clock.now()).troubles if "team" in each.what
            )
            assert "the configuration has no target 'team' any more" in trouble
            app.adopt(present)
            await minutes(stages, clock, 3)
            assert len(mailbox.mails()) == 1


@pytest.mark.parametrize("refusing", ["sync_sources", "rematch"])
async def test_a_reload_during_a_full_disk_is_finished_once_there_is_room(
    refusing: str, tmp_path: Path, httpserver: HTTPServer
) -> None:
    publish(httpserver, item(1, "Acme burns"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9")
    async with running(path) as (app, stages, clock):
        await minutes(stages, clock, 2)
        service, text = Service(app), path.read_text()
        text = text.replace("expression = 'Acme OR #acme'", "expression = 'Umbrella'")
        path.write_text(f'{text}\n[[sources]]\nname = "second"\ntype = "rss"\nurl = "http://127.0.0.1:9/feed"\n')
        with capture_logs() as said:
            with patch.object(app.store, refusing, side_effect=StoreFull("no space is left")):
                for _ in range(4):
                    with suppress(StoreFull):
                        await service._watch_config()
            assert "configuration reloaded" not in str(said)
            for _ in range(3):
                await service._watch_config()
        assert [state.name for state in app.store.source_states()] == ["feed", "second"]
        assert app.store.totals()["matches"] == 0
        (line,) = (each for each in said if each["event"] == "configuration reloaded")
        assert 'source "second" added' in line["changes"]


def test_a_file_is_read_once_it_looks_the_same_twice() -> None:
    file = Settling((1, 10, 100))
    assert not file.is_ready((1, 10, 100))
    assert [file.is_ready((1, 11, 0)), file.is_ready((1, 12, 50)), file.is_ready((1, 13, 90))] == [False] * 3
    assert file.is_ready((1, 13, 90))
    assert not file.is_ready((1, 13, 90))
    file.ask()
    assert file.is_ready((1, 13, 90)), "asked for, it is read though nothing changed"
    assert [file.is_ready(None), file.is_ready((2, 14, 90)), file.is_ready((2, 14, 90))] == [False, False, True]


@dataclass(frozen=True)
class Running:
    """A service in which settings are changed."""

    app: App
    stages: Stages
    server: HTTPServer
    levels: list[str]


async def zone(running: Running) -> object:
    return str(running.app.outlet.zone)


async def base_url(running: Running) -> object:
    return running.app.outlet.base_url


async def level(running: Running) -> object:
    return running.levels[-1]


async def contact(running: Running) -> object:
    await running.app.http.get(running.server.url_for("/feed"))
    return "mailto:mia@example.org" in running.server.log[-1][0].headers["user-agent"]


async def reachable(running: Running) -> object:
    try:
        await running.app.http.get(running.server.url_for("/feed"))
    except Broken:
        return False
    return True


async def stored(running: Running) -> object:
    await running.stages.step()
    return running.app.store.totals()["mentions"]


async def places(running: Running) -> object:
    with patch.object(running.app.store, "claim_due", return_value=[]) as claim:
        await running.stages.collector.tick()
    return claim.call_args.args[2]


async def patience(running: Running) -> object:
    with patch.object(Turn, "limited", autospec=True, side_effect=Turn.limited) as limited:
        await running.stages.step()
    return limited.call_args.args[1]


async def known_host(running: Running) -> object:
    answer = await asyncio.to_thread(browser(running.app, "http://pages.example.org").get, "/health")
    return answer.status_code < 400


async def measured(running: Running) -> object:
    """Whether somebody elsewhere gets the metrics with the token."""
    far = browser(running.app, "https://listener.example.org", client="203.0.113.5")
    answer = await asyncio.to_thread(far.get, "/metrics", headers={"authorization": "Bearer for-the-gauges"})
    return answer.status_code == 200


async def old_reports(running: Running) -> object:
    """Whether the file of a report that was made eight days ago is deleted."""
    folder = running.app.config.store.folder / REPORTS
    folder.mkdir()
    (folder / "old.pdf").touch()
    made = (running.app.clock.now() - timedelta(days=8)).timestamp()
    os.utime(folder / "old.pdf", (made, made))
    await housekeep(running.app)
    return not any(folder.iterdir())


async def copied(running: Running) -> object:
    """The folder in which a copy of the store lies that somebody asked for."""
    await backing_up.ask(running.app, by("Mia"))
    await backing_up.write_wanted(running.app)
    assert backing_up.copies(running.app)
    return running.app.config.backups.name


IN_FORCE: dict[str, tuple[str, Callable[[Running], Awaitable[object]], object]] = {
    "listener.base_url": ('"https://other.example.org"', base_url, "https://other.example.org"),
    "listener.timezone": ('"Asia/Tokyo"', zone, "Asia/Tokyo"),
    "listener.contact": ('"mailto:mia@example.org"', contact, True),
    "listener.allowed_hosts": ('["pages.example.org"]', known_host, True),
    "listener.metrics_token": ('"for-the-gauges"', measured, True),
    "listener.log": ('"debug"', level, "debug"),
    "listener.backups": ('"copies"', copied, "copies"),
    "listener.keep_reports": ('"7d"', old_reports, True),
    "collect.keep": ('"all"', stored, 1),
    "collect.allow_private": ('["10.9.9.9"]', reachable, False),
    "collect.concurrency": ("7", places, 7),
    "collect.timeout": ('"9s"', patience, 9.0),
}
"""A new value for each setting, where its effect shows, and the effect; none of it is so at the start."""
AT_START = {"listener.store": '"other.db"', "listener.listen": '"127.0.0.1:9999"'}


def changed(text: str, key: str, value: str) -> str:
    """A configuration with another value for a setting."""
    section, name = key.split(".")
    without = re.sub(rf"^{name} = .*\n", "", text, flags=re.MULTILINE)
    return without.replace(f"[{section}]\n", f"[{section}]\n{name} = {value}\n")


def test_every_setting_of_these_sections_is_tried() -> None:
    models = {"listener": ListenerSection, "collect": CollectSection}
    keys = {f"{section}.{name}" for section, model in models.items() for name in model.model_fields}
    assert keys == IN_FORCE.keys() | AT_START.keys()


@pytest.mark.parametrize("key", IN_FORCE)
async def test_a_setting_that_is_changed_takes_effect(
    key: str, tmp_path: Path, httpserver: HTTPServer, levels: list[str]
) -> None:
    publish(httpserver, item(0, "nothing that anybody asked for"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9")
    value, effect, expected = IN_FORCE[key]
    async with running(path) as (app, stages, _):
        path.write_text(changed(path.read_text(), key, value))
        await Service(app).reload()
        assert app.progress.restart == ()
        assert await effect(Running(app, stages, httpserver, levels)) == expected


@pytest.mark.parametrize("key", AT_START)
async def test_a_setting_that_counts_from_the_next_start_on_is_named(key: str, tmp_path: Path) -> None:
    path = write_config(tmp_path, "http://127.0.0.1:9/feed", "127.0.0.1:9")
    whole = path.read_text()
    async with build(load(path), service=True) as app:
        service, before = Service(app), app.config.listener
        app.progress.begin({}, app.clock.now())
        for _ in range(2):  # it stays named, whatever else is changed later
            path.write_text(changed(path.read_text(), key, AT_START[key]) + "# saved again\n")
            with capture_logs() as said:
                await service.reload()
            name, new = key.split(".")[1], AT_START[key].strip('"')
            assert f"[listener] {name}" in str(said[-1]["from_the_next_start"])
            assert any("from the next start" in each.what and new in each.what for each in troubles(app))
            assert app.config.listener == before, "what runs is what the configuration in use says"
        path.write_text(whole)
        await service.reload()
        assert not any("from the next start" in each.what for each in troubles(app))
