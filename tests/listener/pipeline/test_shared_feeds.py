"""97 feeds of the world, collected completely: every entry is a sighting, and a second pass adds nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from listener.actions.polling import poll_now
from tests.worlds.actors import by
from tests.worlds.pipeline import running
from tests.worlds.shared_feeds import FOLDER, ROWS, served, write_config

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared feeds are not here")

RETOLD = {
    "nf-iconv.xml": "nf-compressed.xml",
    "nf-rss-with-relative-urls.xml": "nf-rss-with-relative-urls-with-absolute-xmlurl.xml",
    "nf-tpm-with-fragment-base.atom": "nf-tpm-with-empty-base.atom",
    "nf-tpm.atom": "nf-tpm-with-empty-base.atom",
}
"""Feeds whose posts, by their addresses, are those of another feed that comes before them in the table."""


async def test_every_entry_is_a_sighting_and_the_second_pass_adds_nothing(tmp_path: Path) -> None:
    with served() as base:
        async with running(write_config(tmp_path, base)) as (app, _, clock):
            for report in await poll_now(app, by("Mia")):
                row = next(row for row in ROWS if row["file"] == report.state.name)
                items = int(row["items"])
                assert (report.committed.new, report.committed.sightings) == (
                    (0, items) if row["file"] in RETOLD else (items, 0)
                ), row["file"]
                assert bool(report.state.failures) == bool(row["error"]), row["file"]
            first = app.store.totals()
            assert first["sightings"] == sum(int(row["items"]) for row in ROWS)
            assert first["mentions"] == sum(int(row["items"]) for row in ROWS if row["file"] not in RETOLD)
            clock.move_to(clock.now() + timedelta(hours=2))
            again = await poll_now(app, by("Mia"))
            assert app.store.totals() == first
            assert all(report.committed.edited == 0 for report in again)
