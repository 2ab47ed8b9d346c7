"""When something breaks: nothing is lost, nothing is said twice, and it is told."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from unittest.mock import patch

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs

from listener.schedule import scheduler
from storage.errors import StoreBusy, StoreFull
from storage.records import Delivery
from tests.worlds.pipeline import item, mail_server, minutes, publish, running, write_config


async def test_a_full_disk_after_the_mail_was_accepted_does_not_send_it_again(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    publish(httpserver, item(0, "nothing yet"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            publish(httpserver, item(1, "Acme burns", clock.now()))
            finish, refused = app.store.finish_delivery, []

            def full(delivery: Delivery) -> None:
                if len(refused) < 3:
                    refused.append(delivery)
                    raise StoreFull("no space is left")
                finish(delivery)

            with patch.object(app.store, "finish_delivery", full):
                await minutes(stages, clock, 15)
            assert len(refused) == 3
            assert app.store.deliveries(pending=True) == []
        assert len(mailbox.mails()) == 1


async def test_a_store_locked_for_five_minutes_delays_the_mail_and_loses_nothing(
    tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.connection.WAIT", 0.05)
    publish(httpserver, item(0, "nothing yet"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            other = sqlite3.connect(tmp_path / "listener.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            publish(httpserver, item(1, "Acme burns", clock.now()))
            for _ in range(5):
                with pytest.raises(StoreBusy):
                    await minutes(stages, clock, 1)
            assert app.store.totals()["mentions"] == 0
            other.execute("ROLLBACK")
            other.close()
            await minutes(stages, clock, 15)
            assert app.store.totals()["mentions"] == 1
        assert len(mailbox.mails()) == 1


async def test_a_post_that_cannot_be_stored_takes_no_other_source_along(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Acme is fine"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9")
    address = httpserver.url_for("/feed") + "?2"
    path.write_text(path.read_text() + f'\n[[sources]]\nname = "second"\ntype = "rss"\nurl = "{address}"\n')
    async with running(path) as (app, stages, clock):
        commit = app.store.commit_polls

        def picky(polls, now):
            if any(poll.state.name == "second" and poll.arrivals for poll in polls):
                raise ValueError("cannot be stored")
            return commit(polls, now)

        with patch.object(app.store, "commit_polls", picky):
            await minutes(stages, clock, 2)
            (second,) = (state for state in app.store.source_states() if state.name == "second")
            assert second.cursor == {}, "what could not be stored is asked for again"
        states = {state.name: state for state in app.store.source_states()}
        assert app.store.totals()["mentions"] == 1
        assert states["feed"].health == "ok"
        assert states["second"].health == "broken"
        assert "cannot be stored" in (states["second"].last_error or "")


async def test_a_disk_that_fills_while_polls_are_stored_one_by_one_loses_none(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    publish(httpserver, item(1, "Acme is fine"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9")
    more = (f'\n[[sources]]\nname = "{n}"\ntype = "rss"\nurl = "{httpserver.url_for("/feed")}?{n}"\n' for n in range(4))
    path.write_text(path.read_text() + "".join(more))
    async with running(path) as (app, stages, _):
        commit, failures = app.store.commit_polls, [ValueError("one is bad"), StoreFull("no space is left")]

        def full(polls, now):
            if failures:
                raise failures.pop(0)
            return commit(polls, now)

        with patch.object(app.store, "commit_polls", full):
            await stages.collector.tick()
            await asyncio.wait(stages.collector._polling)
            with pytest.raises(StoreFull):
                await stages.collector.settle()
            await stages.collector.settle()
        assert [state.health for state in app.store.source_states()] == ["ok"] * 5


async def test_a_broken_rule_stops_no_other(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing yet"))
    volume = '[[rules]]\nname = "loud"\ntype = "volume"\nscope = "brand:Acme"\n'
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp, rules=volume)
        async with running(path) as (app, stages, clock):
            with (
                patch.object(type(app.config.rules[1]), "check", side_effect=ArithmeticError),
                capture_logs() as said,
            ):
                await minutes(stages, clock, 6)
                publish(httpserver, item(1, "Acme burns", clock.now()))
                await minutes(stages, clock, 10)
            with capture_logs() as said_later:
                await minutes(stages, clock, 6)
        assert len(mailbox.mails()) == 1
        assert [line["event"] for line in said if line.get("rule") == "loud"] == [
            "a rule failed; the others go on, it is asked again and again"
        ]
        assert [line["event"] for line in said_later if line.get("rule") == "loud"] == ["a rule works again"]


async def test_a_trouble_that_lasts_is_told_once_and_its_end_too() -> None:
    answers = [StoreFull("no space is left")] * 3 + [None]

    async def tick() -> None:
        if error := answers.pop(0):
            raise error

    (job,) = scheduler({"collect": (60, tick)}, lambda *_: None).get_jobs()
    with capture_logs() as said:
        for _ in range(4):
            await job.func()
    assert [line["event"] for line in said] == [
        "a stage cannot work; it is tried again and again",
        "a stage works again",
    ]


@pytest.mark.parametrize("name", ["deliver", "collect"])
async def test_a_stage_that_fails_is_tried_again(name: str) -> None:
    calls: list[int] = []

    async def tick() -> None:
        calls.append(1)
        raise ZeroDivisionError

    (job,) = scheduler({name: (60, tick)}, lambda *_: None).get_jobs()
    with capture_logs() as said:
        await job.func()
        await job.func()
    assert len(calls) == 2
    assert all(line["stage"] == name for line in said)
