"""Sources that the service does not know, and commands that poll beside it: neither disturbs the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, patch

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs

from listener.actions.polling import poll_now
from listener.app import App, build
from listener.config.loading import load
from sources.rss import Rss
from storage.clock import SimulatedClock
from storage.errors import Broken, RateLimited
from storage.records import Batch, Mention
from tests.worlds.actors import by
from tests.worlds.pipeline import MINUTE, START, item, minutes, publish, running, write_config


def write(folder: Path, server: HTTPServer, name: str = "") -> Path:
    """The configuration of the service, or beside it the one of a command that knows a source more."""
    path = write_config(folder, server.url_for("/feed"), "127.0.0.1:9")
    if not name:
        return path
    other = folder / "other.toml"
    address = server.url_for("/feed") + "?other"
    other.write_text(path.read_text() + f'\n[[sources]]\nname = "{name}"\ntype = "rss"\nurl = "{address}"\n')
    return other


@asynccontextmanager
async def command(path: Path) -> AsyncIterator[App]:
    async with build(load(path), clock=SimulatedClock(START)) as app:
        yield app


def known(app: App) -> list[str]:
    return [state.name for state in app.store.source_states()]


async def test_a_source_the_service_does_not_know_is_left_alone(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Acme is fine"))
    async with running(write(tmp_path, httpserver)) as (app, stages, clock):
        app.store.sync_sources(dict.fromkeys(("feed", "theirs"), 5 * MINUTE), clock.now())
        before = app.store.source_state("theirs")
        with capture_logs() as logs:
            await minutes(stages, clock, 10)
        after = app.store.source_state("theirs")
        assert before
        assert after
        assert (after.health, after.failures, after.lease_until) == ("new", 0, None)
        assert after.next_due_at <= clock.now() + MINUTE
        assert [log["log_level"] for log in logs if log.get("source") == "theirs"] == ["warning"]
        assert app.store.totals()["mentions"] == 1, "what it knows is polled meanwhile"


async def test_a_source_taken_away_while_it_was_polled_is_committed(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Acme is fine"))
    path = write(tmp_path, httpserver)
    async with running(path) as (app, stages, _):
        await stages.collector.tick()
        path.write_text(path.read_text().replace('name = "feed"', 'name = "renamed"'))
        app.adopt(load(path))
        await stages.collector.settle()
        assert app.store.totals()["mentions"] == 1


async def test_a_command_beside_the_service_announces_nothing_and_polls_all_the_same(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    publish(httpserver, item(1, "Acme is fine"))
    theirs = write(tmp_path, httpserver, "theirs")
    async with running(tmp_path / "config.toml") as (service, stages, clock), command(theirs) as app:
        (report,) = await poll_now(app, by("Mia"), ["theirs"])
        assert (report.state.health, report.state.items, report.committed.new) == ("ok", 1, 1)
        publish(httpserver, item(1, "Acme is fine"), item(2, "Acme burns"))
        (report,) = await poll_now(app, by("Mia"), ["theirs"])
        assert (report.state.first_done, report.committed.new, report.committed.known) == (True, 1, 1)
        assert known(service) == ["feed"]
        await minutes(stages, clock, 10)


async def test_where_no_service_runs_a_poll_announces_the_sources(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Acme is fine"))
    async with command(write(tmp_path, httpserver, "theirs")) as app:
        assert known(app) == []
        (report,) = await poll_now(app, by("Mia"), ["feed"])
        assert report.committed.new == 1
        assert known(app) == ["feed", "theirs"]
    async with running(tmp_path / "config.toml") as (service, _, _):
        assert known(service) == ["feed"]


NO_ZONE = datetime(2026, 3, 2, 15)


@pytest.mark.parametrize(
    ("answer", "health", "due"),
    [
        (Batch(not_before=NO_ZONE), "empty", NO_ZONE),
        (RateLimited("later", not_before=NO_ZONE), "rate limited", NO_ZONE),
        (Batch(not_before="tomorrow"), "broken", None),  # type: ignore[arg-type]
        (RateLimited("later", not_before="tomorrow"), "broken", None),  # type: ignore[arg-type]
    ],
)
async def test_a_time_that_a_source_names_badly_ends_no_poll(
    answer: Any, health: str, due: datetime | None, tmp_path: Path, httpserver: HTTPServer
) -> None:
    async with running(write(tmp_path, httpserver)) as (app, stages, _):
        with patch.object(Rss, "poll", AsyncMock(side_effect=[answer])):
            await stages.step()
        state = app.store.source_state("feed")
        assert state
        assert (state.health, state.lease_until) == (health, None)
        assert due is None or state.next_due_at == due.replace(tzinfo=START.tzinfo)


@pytest.mark.parametrize(
    ("answer", "health", "minutes_until"),
    [
        (Batch(partial=("page 2: broken",)), "partial", (4, 6)),
        (Batch(partial=("page 2: broken",), unchanged=True), "partial", (4, 6)),
        (Batch(more=True), "empty", (0.4, 0.6)),
        (Batch(more=True, not_before=datetime(2030, 1, 1, tzinfo=UTC)), "empty", (1e5, 1e7)),
    ],
)
async def test_what_is_not_all_is_told_and_what_goes_on_goes_on_soon(
    answer: Batch, health: str, minutes_until: tuple[float, float], tmp_path: Path, httpserver: HTTPServer
) -> None:
    async with running(write(tmp_path, httpserver)) as (app, stages, clock):
        with patch.object(Rss, "poll", AsyncMock(side_effect=[answer])):
            await stages.step()
        state = app.store.source_state("feed")
        assert state
        assert (state.health, state.notes) == (health, answer.partial)
        assert minutes_until[0] <= (state.next_due_at - clock.now()).total_seconds() / 60 <= minutes_until[1]
        assert (state.failures, state.failing_since) == (0, None)


async def test_a_first_collection_lasts_until_there_is_no_more(tmp_path: Path, httpserver: HTTPServer) -> None:
    answers = [Batch(more=True), Batch(more=True), Batch(), Batch(more=True)]
    done = []
    async with running(write(tmp_path, httpserver)) as (app, stages, clock):
        with patch.object(Rss, "poll", AsyncMock(side_effect=answers)):
            for _ in answers:
                await stages.step()
                clock.move_to(clock.now() + 6 * MINUTE)
                state = app.store.source_state("feed")
                assert state
                done.append(state.first_done)
    assert done == [False, False, True, True]


async def test_what_the_source_deleted_is_gone_and_was_counted(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Acme is fine"), item(2, "Acme is slow"))
    async with running(write(tmp_path, httpserver)) as (app, stages, clock):
        await stages.step()
        [one, other] = app.store.export()
        with patch.object(Rss, "poll", AsyncMock(return_value=Batch(deleted=(one.mention.native_id,)))):
            await minutes(stages, clock, 6)
        assert [stored.mention for stored in app.store.export()] == [other.mention]


async def test_what_a_poll_spent_is_remembered_though_it_failed(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Acme is fine"))
    async with running(write(tmp_path, httpserver)) as (app, stages, clock):
        await stages.step()
        before = app.store.source_state("feed")
        error = Broken("the answer cannot be read, and was paid for")
        error.cursor = {**(before.cursor if before else {}), "usage": {"US dollars": {"used": 1.5}}}
        with patch.object(Rss, "poll", AsyncMock(side_effect=[error])):
            await minutes(stages, clock, 6)
        after = app.store.source_state("feed")
        assert before
        assert after
        assert (after.health, after.failures) == ("broken", 1)
        assert after.cursor == {**before.cursor, "usage": {"US dollars": {"used": 1.5}}}


async def test_what_was_spent_on_posts_that_cannot_be_stored_is_spent(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with running(write(tmp_path, httpserver)) as (app, stages, _):
        post = Mention(kind="social", native_id="1", text="Acme", collected_at=START, extra={"strange": object()})
        batch = Batch(mentions=(post,), cursor={"at": 9, "usage": {"US dollars": {"used": 1.5}}})
        with patch.object(Rss, "poll", AsyncMock(side_effect=[batch])):
            await stages.step()
        state = app.store.source_state("feed")
        assert state
        assert state.cursor.get("usage") == {"US dollars": {"used": 1.5}}
