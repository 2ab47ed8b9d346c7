"""The sign of life comes while the service works, and stops when it does not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.config.loading import load
from listener.pipeline.heartbeat import Heart
from tests.worlds.pipeline import MINUTE, item, minutes, publish, running, write_config


def write(folder: Path, server: HTTPServer) -> Path:
    path = write_config(folder, server.url_for("/feed"), "127.0.0.1:9")
    path.write_text(path.read_text() + f'\n[heartbeat]\nurl = "file:{folder / "beat"}"\nevery = "5m"\n')
    (folder / "beat").write_text(server.url_for("/beat-secret"))
    return path


def beats(server: HTTPServer) -> int:
    return sum(request.path == "/beat-secret" for request, _ in server.log)


async def test_it_beats_as_often_as_it_should_while_posts_are_collected(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing"))
    httpserver.expect_request("/beat-secret").respond_with_data("")
    async with running(write(tmp_path, httpserver)) as (app, stages, clock):
        heart = Heart(app)
        for _ in range(20):
            await minutes(stages, clock, 1)
            await heart.beat()
        assert beats(httpserver) == 4
        clock.move_to(clock.now() + timedelta(hours=1))
        assert not await heart.beat(), "nothing was collected for an hour"
        assert beats(httpserver) == 4
        await stages.step()
        assert await heart.beat(), "and at once when it goes on"


async def test_where_no_source_can_be_read_it_stops(tmp_path: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data("gone", status=500)
    httpserver.expect_request("/beat-secret").respond_with_data("")
    async with running(write(tmp_path, httpserver)) as (app, stages, clock):
        heart = Heart(app)
        await minutes(stages, clock, 10)
        assert not await heart.beat()
        assert beats(httpserver) == 0


async def test_an_address_that_fails_is_told_once_and_kept_secret(
    tmp_path: Path, httpserver: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(httpserver, item(0, "nothing"))
    httpserver.expect_request("/beat-secret").respond_with_data("", status=500)
    async with running(write(tmp_path, httpserver)) as (app, stages, clock):
        heart = Heart(app)
        for _ in range(20):
            await minutes(stages, clock, 1)
            await heart.beat()
        assert beats(httpserver) == 4
    said = capsys.readouterr().out
    assert said.count("no heartbeat") == 1
    assert "beat-secret" not in said


async def test_without_an_address_nothing_is_called(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9")
    assert load(path).heartbeat.url is None
    async with running(path) as (app, stages, clock):
        heart = Heart(app)
        await minutes(stages, clock, 3)
        clock.move_to(clock.now() + MINUTE)
        assert not await heart.beat()
