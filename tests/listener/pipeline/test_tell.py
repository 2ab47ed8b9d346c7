"""A source that cannot be read for long is told to whom the configuration names, and its end too."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.config.loading import load
from listener.pipeline.tell import tell_troubles
from storage.errors import ConfigError
from tests.worlds.pipeline import mail_server, minutes, publish, running, write_config

TROUBLES = '[troubles]\nto = ["target:team"]\n'
NOWHERE = "http://127.0.0.1:1/feed"


async def test_a_blind_source_is_mailed_once_a_day_and_its_end(tmp_path: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data("", status=500)
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp, rules=TROUBLES)
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 60, step=20)
            assert await tell_troubles(app) == 0
            await minutes(stages, clock, 80, step=20)
            assert await tell_troubles(app) == 1
            assert await tell_troubles(app) == 0
            await minutes(stages, clock, 24 * 60, step=12 * 60)
            assert await tell_troubles(app) == 1
            publish(httpserver)
            await minutes(stages, clock, 12 * 60, step=12 * 60)
            assert await tell_troubles(app) == 1
            assert await tell_troubles(app) == 0
            await stages.step()
    first, second, third = mailbox.mails()
    assert first.subject == "[Listener] SOURCES: feed cannot be read since 2 Mar 09:20 UTC"
    assert "blind for 2 h" in first.text
    assert "500" in first.text
    assert second.message_id != first.message_id
    assert third.subject == "[Listener] SOURCES: feed can be heard again"
    assert "is heard again" in third.text


async def test_nobody_is_told_where_nobody_is_named(tmp_path: Path) -> None:
    async with running(write_config(tmp_path, NOWHERE, "127.0.0.1:1")) as (app, stages, clock):
        await minutes(stages, clock, 160, step=40)
        assert await tell_troubles(app) == 0


def test_a_name_that_stands_for_nobody_is_an_error(tmp_path: Path) -> None:
    path = write_config(tmp_path, NOWHERE, "127.0.0.1:1", rules=TROUBLES.replace("team", "taem"))
    with pytest.raises(ConfigError, match="taem"):
        load(path)


async def test_a_terminal_is_told_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    screen = '[troubles]\nto = ["target:screen"]\n[[targets]]\nname = "screen"\ntype = "console"\n'
    async with running(write_config(tmp_path, NOWHERE, "127.0.0.1:1", rules=screen)) as (app, stages, clock):
        await minutes(stages, clock, 160, step=40)
        assert await tell_troubles(app) == 1
        await stages.step()
    assert "feed cannot be read since" in capsys.readouterr().out
