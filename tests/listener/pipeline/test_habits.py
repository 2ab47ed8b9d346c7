"""A dead source that looks like silence is no silence: what answers and says nothing against its habit is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from listener.app import App
from listener.health.coverage import SILENT_NOTE, silent_sources
from listener.pipeline.habits import watch_habits
from listener.status import Status, status
from storage.records import Arrival, Poll, SourceState
from tests.worlds.mentions import mention
from tests.worlds.pipeline import START, running, write_config

HOUR = timedelta(hours=1)


def polled(app: App, ago: int, *, brings: bool) -> None:
    """One answer of the feed so many hours ago."""
    at = START - ago * HOUR
    known = app.store.source_state("feed") or SourceState(name="feed", next_due_at=at)
    last = known.last_item_at or at - HOUR
    state = replace(known, health="ok", polled_at=at, last_success_at=at, last_item_at=last, first_done=True)
    post = replace(mention(f"post {ago}", ago + 1), published_at=at, collected_at=at, url=None, permalink=None)
    arrivals = [Arrival(mention=post, tokens="post", live=True, keep=True)] if brings else []
    app.store.commit_polls([Poll(state=state, arrivals=arrivals)], at)


def standing(app: App) -> Status:
    return status(app.store, app.config, app.clock.now())


async def test_a_source_that_falls_silent_is_a_trouble_until_it_speaks_again(tmp_path: Path) -> None:
    async with running(write_config(tmp_path, "http://127.0.0.1:1/feed", "127.0.0.1:1")) as (app, _, _):
        await app.sync()
        for ago in range(9 * 24, 12, -1):
            polled(app, ago, brings=True)
        assert await watch_habits(app) == 0
        for ago in range(12, 0, -1):
            polled(app, ago, brings=False)
        assert await watch_habits(app) == 1
        since = silent_sources(app.store.note(SILENT_NOTE))["feed"]
        assert since == START - 13 * HOUR
        assert any("feed answers, and has shown nothing new" in each.what for each in standing(app).troubles)
        polled(app, 0, brings=True)
        assert not any("has shown nothing new" in each.what for each in standing(app).troubles)
        assert await watch_habits(app) == 0


async def test_a_source_that_is_often_silent_is_in_no_trouble(tmp_path: Path) -> None:
    async with running(write_config(tmp_path, "http://127.0.0.1:1/feed", "127.0.0.1:1")) as (app, _, _):
        await app.sync()
        for ago in range(9 * 24, 0, -1):
            polled(app, ago, brings=ago % 50 == 0)
        assert await watch_habits(app) == 0
