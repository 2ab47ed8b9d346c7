"""What is more than a day old is read once for every five minutes; what comes out is the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from listener.situation.lately import Lately
from rules.base import bucket_start
from storage.records import Scope, Series
from tests.worlds.incidents import world
from tests.worlds.much import store_posts

DAY = timedelta(days=1)


async def test_it_answers_as_the_store_does_and_asks_it_less(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, clock):
        store_posts(app, timedelta(days=6), 200)
        lately, series = Lately(app.store, clock), [Series(Scope.brand("Acme")), Series(Scope.ALL)]
        end = bucket_start(clock.now())
        for start in (end - 5 * DAY, end - 3 * DAY):
            for _ in range(2):
                found, known = lately.counts(series, start, end), app.store.counts(series, start, end)
                for one in series:
                    assert (found[one].start, list(found[one].total)) == (start, list(known[one].total))
                    assert list(found[one].live) == list(known[one].live)
        assert sum(found[series[0]].total) > 50
        assert lately.tones(end - 2 * DAY, end - DAY) == app.store.tones(end - 2 * DAY, end - DAY)
        with patch.object(app.store, "tones", side_effect=AssertionError):
            lately.tones(end - 2 * DAY, end - DAY)
        store_posts(app, timedelta(hours=3), 10, "other")
        fresh = lately.counts(series, end - 3 * DAY, end)[series[0]]
        assert list(fresh.total) == list(app.store.counts(series, end - 3 * DAY, end)[series[0]].total)
        clock.move_to(clock.now() + timedelta(minutes=5))
        store_posts(app, timedelta(days=6), 50, "late")
        end += timedelta(minutes=5)
        late = lately.counts(series, end - 3 * DAY, end)[series[0]]
        assert list(late.total) == list(app.store.counts(series, end - 3 * DAY, end)[series[0]].total)
        assert lately.incidents(limit=1) == app.store.incidents(limit=1)
