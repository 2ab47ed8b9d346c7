"""A clock that is set while the service runs or stands still: whoever waits hears in time, and nobody twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs

from listener.app import App
from listener.pipeline import evaluate
from listener.pipeline.pulse import Pulse
from listener.status import status
from listener.timekeeper import Timekeeper
from storage.errors import StoreFull
from tests.worlds.mail import Post
from tests.worlds.mail import mail_server as smtp_server
from tests.worlds.outbox import outbox, pass_time, put, told
from tests.worlds.people import got, trouble
from tests.worlds.pipeline import free_port, item, mail_server, minutes, publish, running, write_config

TEN_MINUTES, TEN_DAYS = timedelta(minutes=10), timedelta(days=10)
VOLUME = """
[[rules]]
name = "loud"
type = "volume"
scope = "brand:Acme"
severity = 2
"""


def keeper(app: App, begun: list[datetime] | None = None) -> Timekeeper:
    """A timekeeper that writes down from when on the stages count their intervals."""
    return Timekeeper(app, [].append if begun is None else begun.append, lambda *_: None)


@pytest.mark.parametrize("back", [TEN_MINUTES, TEN_DAYS], ids=["ten minutes", "ten days"])
async def test_what_is_published_after_the_clock_was_set_back_is_told(
    tmp_path: Path, httpserver: HTTPServer, back: timedelta
) -> None:
    publish(httpserver, item(0, "nothing yet"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp, rules=VOLUME)
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            begun: list[datetime] = []
            keeping = keeper(app, begun)
            clock.set_to(clock.now() - back)
            await keeping.look()
            assert begun == [clock.now()]
            publish(httpserver, item(1, "Acme burns", clock.now()))
            await minutes(stages, clock, 7)
            assert len(mailbox.mails()) == 1
            judged = app.store.rule_state("loud", clock.now()).evaluated_until
            assert clock.now() - judged < timedelta(minutes=5)


async def test_nobody_waits_longer_to_be_paged(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with trouble(tmp_path, httpserver) as (app, stages, clock, mailbox):
        keeping = keeper(app)
        clock.set_to(clock.now() - TEN_DAYS)
        await keeping.look()
        await minutes(stages, clock, 7)
        assert (len(got(mailbox, "Mia")), len(got(mailbox, "Bo"))) == (1, 1)


async def test_no_page_is_lost_where_no_service_ran_meanwhile(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with trouble(tmp_path, httpserver) as (app, _, clock, mailbox):
        path, now = app.config.path, clock.now()
        app.store.close()
        async with running(path, now - timedelta(days=2)) as (app, stages, clock):
            await keeper(app).start()
            await minutes(stages, clock, 7)
        assert len(got(mailbox, "Bo")) == 1


async def test_a_restart_at_the_right_time_moves_nothing(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with trouble(tmp_path, httpserver) as (app, *_):
        before = app.store.source_states(), app.store.incidents()
        await keeper(app).start()
        assert (app.store.source_states(), app.store.incidents()) == before


async def test_a_mail_that_waits_for_a_dead_server_does_not_wait_ten_days(tmp_path: Path) -> None:
    port = free_port()
    async with outbox(tmp_path, f"127.0.0.1:{port}") as (app, deliverer, clock):
        put(app, [told(clock.now())])
        await pass_time(deliverer, clock, 1)
        keeping = keeper(app)
        clock.set_to(clock.now() - TEN_DAYS)
        await keeping.look()
        with mail_server(tmp_path, port) as (_, mailbox):
            await pass_time(deliverer, clock, 2)
        assert len(mailbox.mails()) == 1


async def test_a_limit_is_used_up_no_longer_than_its_time(tmp_path: Path) -> None:
    post = Post()
    async with smtp_server(post) as port, outbox(tmp_path, f"127.0.0.1:{port}") as (app, deliverer, clock):
        put(app, [told(clock.now()) for _ in range(3)])
        await pass_time(deliverer, clock, 1)
        keeping = keeper(app)
        clock.set_to(clock.now() - TEN_DAYS)
        await keeping.look()
        put(app, [told(clock.now())])
        await pass_time(deliverer, clock, 12)
        assert len(post.taken) == 4


async def test_a_clock_set_forward_is_told_once_and_moves_nothing(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with trouble(tmp_path, httpserver) as (app, stages, clock, mailbox):
        begun: list[datetime] = []
        keeping, before = keeper(app, begun), app.store.incidents()
        clock.set_to(clock.now() + TEN_DAYS)
        with capture_logs() as said:
            await keeping.look()
            await keeping.look()
        assert [(line["event"], line["seconds"]) for line in said] == [
            ("the clock was set; everything goes on by its new time", TEN_DAYS.total_seconds())
        ]
        assert begun == [clock.now()]
        assert app.store.incidents() == before
        await minutes(stages, clock, 2)
        assert (len(got(mailbox, "Mia")), len(got(mailbox, "Bo"))) == (1, 1)


@pytest.mark.parametrize("by", [timedelta(hours=8), -TEN_MINUTES], ids=["eight hours on", "ten minutes back"])
async def test_a_service_whose_clock_was_set_works_and_says_so(
    tmp_path: Path, httpserver: HTTPServer, by: timedelta
) -> None:
    publish(httpserver, item(0, "nothing yet"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9", rules=VOLUME)
    async with running(path) as (app, stages, clock):
        app.progress.begin({"store": timedelta(seconds=5)}, clock.now())
        await Pulse(app).beat()
        await minutes(stages, clock, 6)
        await Pulse(app).beat()
        keeping = keeper(app)
        clock.set_to(clock.now() + by)
        await keeping.look()
        for asked in (app.sign_of_life(), None):
            assert status(app.store, app.config, clock.now(), asked).troubles == ()
        clock.move_to(clock.now() + timedelta(minutes=20))
        await keeping.look()
        assert status(app.store, app.config, clock.now(), app.sign_of_life()).word == "down"


async def test_small_corrections_never_add_up(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with trouble(tmp_path, httpserver) as (app, _, clock, _):
        begun: list[datetime] = []
        keeping = keeper(app, begun)
        for _ in range(50):
            clock.set_to(clock.now() - timedelta(seconds=0.5))
            await keeping.look()
        clock.move_to(clock.now() + timedelta(hours=1))
        await keeping.look()
        assert begun == []


async def test_what_a_full_disk_refused_is_done_at_the_next_look(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with trouble(tmp_path, httpserver) as (app, stages, clock, mailbox):
        keeping = keeper(app)
        clock.set_to(clock.now() - TEN_DAYS)
        with patch.object(app.store, "clock_set_back", side_effect=StoreFull("no space")), pytest.raises(StoreFull):
            await keeping.look()
        await keeping.look()
        await minutes(stages, clock, 7)
        assert len(got(mailbox, "Bo")) == 1


async def test_a_rule_that_is_being_asked_meanwhile_is_asked_again(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing yet"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9", rules=VOLUME)
    async with running(path) as (app, _, clock):
        keeping, view_of = keeper(app), evaluate.view_of
        clock.move_to(clock.now() + timedelta(minutes=5))

        def set_meanwhile(*asked: object) -> object:
            clock.set_to(clock.now() - TEN_DAYS)
            return view_of(*asked)  # type: ignore[arg-type]

        with patch.object(evaluate, "view_of", set_meanwhile):
            await evaluate.evaluate(app)
        await keeping.look()
        assert app.store.rule_state("loud", clock.now()).evaluated_until <= clock.now()
