"""Streams: nothing is missed and nothing doubled, however connections, stores and clocks break."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from listener.app import App
from listener.config.loading import load
from listener.pipeline import listen
from listener.pipeline.stages import Stages
from storage.errors import StoreError
from storage.records import Mention, SourceState
from storage.store import Store
from tests.worlds.clocks import SettableClock
from tests.worlds.live import Jetstream, post, until, websocket
from tests.worlds.pipeline import MINUTE, START, running, write_config

SECOND = timedelta(seconds=1)


@pytest.fixture
def place() -> Jetstream:
    return Jetstream()


@asynccontextmanager
async def heard(folder: Path, place: Jetstream) -> AsyncIterator[Path]:
    """A configuration that listens to that place and polls nothing."""
    async with websocket(place.speak) as url:
        path = write_config(folder, "http://127.0.0.1:9/feed", "127.0.0.1:9")
        whole = path.read_text()
        start, end = whole.index("[[sources]]"), whole.index("[[rules]]")
        stream = f'[[sources]]\nname = "sky"\ntype = "bluesky"\nurl = "{url}"\n\n'
        path.write_text(whole[:start] + stream + whole[end:])
        yield path


def state(app: App) -> SourceState:
    found = app.store.source_state("sky")
    assert found
    return found


def only(app: App) -> Mention:
    [found] = app.store.search(limit=10)
    return found.mention


def stored(app: App) -> int:
    return app.store.totals()["mentions"]


async def tick(stages: Stages, holds: Callable[[], object], clock: SettableClock | None = None) -> None:
    """Ticks until something holds; with a clock, ten seconds apart."""
    async with asyncio.timeout(20):
        await stages.collector.tick()
        while not holds():
            await asyncio.sleep(0.01)
            if clock:
                clock.move_to(clock.now() + 10 * SECOND)
            await stages.collector.tick()


async def connected(app: App, stages: Stages, place: Jetstream, times: int = 1) -> None:
    await tick(stages, lambda: len(place.asked) >= times and state(app).first_done)


async def test_what_matches_is_stored_and_what_does_not_is_not(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path, running(path) as (app, stages, clock):
        await connected(app, stages, place)
        place.say(*(post(n, "Acme burns" if n % 10 == 0 else "Tea is fine", START) for n in range(1, 501)))
        await tick(stages, lambda: stored(app) == 50)
        await tick(stages, lambda: state(app).cursor == {"time_us": place.events[-1]["time_us"]}, clock)
        assert (state(app).health, state(app).failures) == ("ok", 0)
        assert app.store.totals()["sightings"] == 50
        assert {each.mention.author.id for each in app.store.search(limit=100)} == {"did:plc:someone"}
        await stages.stop()


async def test_posts_alert_from_the_first_one_on(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path, running(path) as (app, stages, clock):
        await connected(app, stages, place)
        place.say(post(1, "Acme burns", START))
        await tick(stages, lambda: stored(app) == 1)
        clock.move_to(START + MINUTE)
        await stages.step()
        assert len(app.store.incidents()) == 1
        await stages.stop()


async def test_after_a_kill_it_goes_on_where_the_last_commit_left_it(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path:
        async with running(path) as (app, stages, _):
            await connected(app, stages, place)
            place.say(*(post(n, f"Acme {n}", START) for n in range(1, 11)))
            await tick(stages, lambda: stored(app) == 10)
            place.say(*(post(n, f"Acme {n}", START) for n in range(11, 16)))
            ears = stages.collector._streams._ears  # heard, and never committed: the process is gone
            await until(lambda: len(ears["sky"].heard) == 5)
            ears["sky"].task.cancel()
        place.say(*(post(n, f"Acme {n}", START) for n in range(16, 21)))
        async with running(path, START + 3 * SECOND) as (app, stages, _):
            await tick(stages, lambda: stored(app) == 20)
            assert app.store.totals()["sightings"] == 20
            assert place.asked[-1] == place.events[9]["time_us"] - 5_000_000
            await stages.stop()


async def test_a_connection_that_ended_after_long_is_no_failure(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path, running(path) as (app, stages, clock):
        await connected(app, stages, place)
        clock.move_to(START + 2 * MINUTE)
        await stages.collector.tick()
        await place.hang_up()
        await tick(stages, lambda: state(app).notes)
        now = state(app)
        assert (now.health, now.failures, now.failing_since) == ("ok", 0, None)
        assert "opened again" in now.notes[0]
        assert clock.now() < now.next_due_at < clock.now() + 4 * SECOND
        place.say(post(1, "Acme while nobody listened", clock.now()))
        clock.move_to(now.next_due_at)
        await tick(stages, lambda: stored(app) == 1)
        await stages.stop()


async def test_one_that_does_not_stay_open_is_opened_ever_more_seldom(tmp_path: Path, place: Jetstream) -> None:
    place.ends = 0
    async with heard(tmp_path, place) as path, running(path) as (app, stages, clock):
        pauses = []
        for failures in range(1, 5):
            await tick(stages, lambda wanted=failures: state(app).failures == wanted)
            assert state(app).health == "broken"
            assert "ended the connection" in str(state(app).last_error)
            pauses.append((state(app).next_due_at - clock.now()).total_seconds())
            clock.move_to(state(app).next_due_at)
        assert [round(pause / 2**n) for n, pause in enumerate(pauses, 1)] == [2, 2, 2, 2]
        assert len({pauses[n] / 2**n for n in range(4)}) == 4, "they are spread, so that not all come at once"
        place.ends = None
        await tick(stages, lambda: state(app).health == "ok")
        assert [outage.source for outage in app.store.outages(START - MINUTE)] != []
        await stages.stop()


async def test_connections_that_break_all_the_time_lose_and_double_nothing(tmp_path: Path, place: Jetstream) -> None:
    place.ends = 17
    place.say(*(post(n, f"{'Acme' if n % 2 else 'Tea'} {n}", START + n * SECOND) for n in range(1, 121)))
    async with heard(tmp_path, place) as path, running(path) as (app, stages, clock):
        place.asked.clear()
        await tick(stages, lambda: stored(app) == 60, clock)
        assert len(place.asked) > 8
        assert app.store.totals()["sightings"] == 60
        await stages.stop()


async def test_nobody_there_is_told(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path:
        pass
    async with running(path) as (app, stages, _):
        await tick(stages, lambda: state(app).failures == 1)
        assert "refused the connection" in str(state(app).last_error)
        assert state(app).failing_since == START
        await stages.stop()


async def test_what_was_deleted_there_goes(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path, running(path) as (app, stages, clock):
        await connected(app, stages, place)
        place.say(post(1, "Acme burns", START), post(2, "Acme shines", START))
        await tick(stages, lambda: stored(app) == 2)
        place.say(post(1, "", START, "delete"), post(7, "", START, "delete"))
        await tick(stages, lambda: stored(app) == 1, clock)
        place.say(post(3, "Acme, said and taken back", START), post(3, "", START, "delete"), post(4, "Acme", START))
        await tick(stages, lambda: stored(app) == 2 and state(app).cursor["time_us"] % 10 == 4, clock)
        assert {each.mention.text for each in app.store.search(limit=10)} == {"Acme shines", "Acme"}
        await stages.stop()


async def test_an_edit_is_followed_also_where_it_takes_the_name_away(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path, running(path) as (app, stages, clock):
        await connected(app, stages, place)
        place.say(post(1, "Acme burns", START), post(2, "Tea burns", START))
        await tick(stages, lambda: stored(app) == 1)
        place.say(post(1, "Somebody burns", START, "update"), post(2, "Tea is cold", START, "update"))
        await tick(stages, lambda: only(app).revision == 2, clock)
        assert only(app).text == "Somebody burns"
        assert stored(app) == 1
        await stages.stop()


async def test_where_nothing_can_be_stored_it_waits_and_loses_nothing(
    tmp_path: Path, place: Jetstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "MOST", 100)
    async with heard(tmp_path, place) as path, running(path) as (app, stages, _):
        await connected(app, stages, place)
        with patch.object(type(app.store), "commit_polls", side_effect=StoreError("the disk is full")):
            for part in range(20):
                place.say(*(post(n, f"Acme {n}", START) for n in range(part * 100, part * 100 + 100)))
                with pytest.raises(StoreError):
                    await tick(stages, lambda: False)
                await asyncio.sleep(0.05)
                assert len(stages.collector._streams._ears["sky"].heard) < 200
        await tick(stages, lambda: stored(app) == 2_000)
        assert app.store.totals()["sightings"] == 2_000
        await stages.stop()


async def test_what_cannot_be_stored_for_another_reason_comes_again(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path, running(path) as (app, stages, clock):
        await connected(app, stages, place)
        engine = type(app.store)
        commit = engine.commit_polls

        def fails(self: Store, polls: list[object], now: object) -> object:
            if any(poll.arrivals for poll in polls):  # type: ignore[attr-defined]
                raise ValueError("of another kind")
            return commit(self, polls, now)  # type: ignore[arg-type]

        place.say(post(1, "Acme burns", START))
        with patch.object(engine, "commit_polls", fails):
            await tick(stages, lambda: state(app).failures == 1)
        assert "cannot be stored: of another kind" in str(state(app).last_error)
        assert stored(app) == 0
        clock.move_to(state(app).next_due_at)
        place.say(post(2, "Acme shines", START))
        await tick(stages, lambda: stored(app) == 2)
        await stages.stop()


async def test_a_clock_that_is_set_costs_nothing(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path, running(path) as (app, stages, clock):
        await connected(app, stages, place)
        for number, jump in enumerate((timedelta(days=-2), timedelta(days=3), timedelta(hours=-1)), 1):
            clock.set_to(clock.now() + jump)
            place.say(post(number, f"Acme {number}", START))
            await tick(stages, lambda wanted=number: stored(app) == wanted)
            assert state(app).polled_at == clock.now()
            assert state(app).next_due_at == clock.now() + MINUTE
        assert len(place.asked) == 1
        assert state(app).failures == 0
        await stages.stop()


async def test_how_far_it_is_behind_is_told(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path, running(path) as (app, stages, clock):
        await connected(app, stages, place)
        clock.move_to(START + 90 * MINUTE)
        place.say(post(1, "Acme burns", START))
        await tick(stages, lambda: stored(app) == 1)
        assert state(app).behind == pytest.approx(5_400, abs=1)
        assert state(app).notes == ("it is 90 minutes behind",)
        place.say(post(2, "Acme burns still", clock.now() - SECOND))
        await tick(stages, lambda: stored(app) == 2)
        assert state(app).notes == ()
        await stages.stop()


async def test_a_stream_that_brings_nothing_shows_that_it_is_there(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path, running(path) as (app, stages, clock):
        await connected(app, stages, place)
        for minute in range(1, 31):
            clock.move_to(START + minute * MINUTE)
            await stages.collector.tick()
        assert state(app).polled_at == clock.now()
        assert state(app).lease_until is None
        assert len(place.asked) == 1
        await stages.stop()


async def test_other_settings_open_it_anew_from_where_it_was(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path, running(path) as (app, stages, _):
        await connected(app, stages, place)
        place.say(post(1, "Acme burns", START))
        await tick(stages, lambda: stored(app) == 1)
        path.write_text(path.read_text().replace('type = "bluesky"', 'type = "bluesky"\nlanguage = "en"'))
        app.adopt(load(path))
        await connected(app, stages, place, 2)
        assert place.asked[1] == place.events[0]["time_us"] - 5_000_000
        path.write_text(path.read_text().replace('language = "en"', "enabled = false"))
        app.adopt(load(path))
        await app.sync()
        await tick(stages, lambda: not stages.collector._streams._ears)
        await stages.collector.tick()
        assert len(place.asked) == 2
        await stages.stop()


async def test_a_stop_commits_what_was_heard(tmp_path: Path, place: Jetstream) -> None:
    async with heard(tmp_path, place) as path, running(path) as (app, stages, _):
        await connected(app, stages, place)
        place.say(post(1, "Acme burns", START))
        await until(lambda: len(stages.collector._streams._ears["sky"].heard))
        await stages.stop()
        assert stored(app) == 1
        assert state(app).next_due_at == START
