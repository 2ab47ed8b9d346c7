"""`listener check` reaches targets without telling anybody; `listener targets test` tells them, and says so."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request

from listener.config.config import Config
from listener.config.loading import load
from listener.trials.targets import TargetTrial, send_test, try_targets
from storage.clock import WallClock
from storage.errors import DeliveryError, ListenerError
from tests.worlds.mail import Post, mail_server


def configured(folder: Path, targets: str, **environ: str) -> Config:
    path = folder / "config.toml"
    path.write_text(f'[collect]\nallow_private = ["127.0.0.1", "localhost"]\n{targets}', encoding="utf-8")
    return load(path, environ=environ)


def mail(port: int, user: str = "robot@") -> str:
    password = 'password = "env:WORD"\n' if user else ""
    return (
        f'[[targets]]\nname = "team"\ntype = "mail"\nserver = "smtp://{user}127.0.0.1:{port}"\n{password}'
        'from = "a@example.org"\nto = ["b@example.org"]\n'
    )


def hook(server: HTTPServer) -> str:
    return f'[[targets]]\nname = "chat"\ntype = "webhook"\nurl = "{server.url_for("/hook")}"\n'


def posted(server: HTTPServer) -> list[Request]:
    """What came to the hook; a request that another test gave up may still arrive."""
    return [request for request, _ in server.log if request.path == "/hook"]


async def test_a_mail_server_is_signed_in_to_and_gets_nothing(tmp_path: Path) -> None:
    post = Post()
    async with mail_server(post, auth_require_tls=False) as port:
        right, wrong = [
            (await try_targets(configured(tmp_path, mail(port), WORD=word), WallClock()))[0]
            for word in ("s3cret", "wrong-word")
        ]
        (open_,) = await try_targets(configured(tmp_path, mail(port, "")), WallClock())

    assert right.reachable
    assert "lets robot in; nothing was sent" in right.tried
    assert open_.tried == f"127.0.0.1:{port} answers; nothing was sent"
    assert wrong.reachable is False
    assert "refused user and password" in (wrong.error or "")
    assert "kept" not in (wrong.error or "")
    assert "wrong-word" not in (wrong.error or "")
    assert post.taken == []


async def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    (trial,) = await try_targets(configured(tmp_path, mail(9, "")), WallClock())

    assert trial.reachable is False
    assert "cannot be reached" in (trial.error or "")


async def test_a_webhook_is_connected_to_and_asked_nothing(tmp_path: Path, httpserver: HTTPServer) -> None:
    there = await try_targets(configured(tmp_path, hook(httpserver)), WallClock())
    absent = await try_targets(
        configured(tmp_path, '[[targets]]\nname = "chat"\ntype = "webhook"\nurl = "http://127.0.0.1:9/x"\n'),
        WallClock(),
    )

    assert [trial.reachable for trial in (*there, *absent)] == [True, False]
    assert posted(httpserver) == []


async def test_what_cannot_be_tried_silently_is_not_said_to_work(tmp_path: Path) -> None:
    target = '[[targets]]\nname = "chat"\ntype = "apprise"\nurl = "json://127.0.0.1:9/x"\n'

    assert await try_targets(configured(tmp_path, target), WallClock()) == [TargetTrial(target="chat")]


async def test_a_test_message_goes_through_the_target_and_says_what_it_is(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    post = Post()
    httpserver.expect_request("/hook", method="POST").respond_with_data("")
    async with mail_server(post) as port:
        config = configured(tmp_path, mail(port, "") + hook(httpserver))
        for name in ("team", "chat"):
            await send_test(config, name, WallClock())

    (letter,) = post.messages
    assert letter["subject"] == "[Listener] TEST: Test of the target team"
    assert "This is a test" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [request.json["kind"] for request in posted(httpserver)] == ["test"]
    assert not list(tmp_path.glob("**/*.db"))


async def test_a_test_that_is_not_taken_promises_nothing(tmp_path: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("", status=503)
    config = configured(tmp_path, mail(9, "") + hook(httpserver))

    for name in ("team", "chat"):
        with pytest.raises(DeliveryError, match=f"{name} did not take the test message") as caught:
            await send_test(config, name, WallClock())
        assert "kept" not in str(caught.value)
    with pytest.raises(ListenerError, match='did you mean "team"'):
        await send_test(config, "tean", WallClock())


async def test_a_test_that_is_not_answered_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def wait(*_: object) -> None:
        await asyncio.sleep(9)

    monkeypatch.setattr("listener.notify.mail.Mail.send", wait)
    monkeypatch.setattr("listener.trials.targets.LIMIT", timedelta(seconds=0.01))
    with pytest.raises(DeliveryError, match="team did not take the test message: it did not answer within"):
        await send_test(configured(tmp_path, mail(9, "")), "team", WallClock())
