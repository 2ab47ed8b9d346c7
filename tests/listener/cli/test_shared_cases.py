"""Files that other tools got wrong, polled and imported by the command line, where they are at hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.config.loading import load
from rules.alerting.oncall import turn
from storage.opening import locate, open_store
from storage.records import Mention
from tests.worlds.terminal import run

INPUTS = Path(__file__).parents[4] / "shared" / "cases" / "inputs"

pytestmark = pytest.mark.skipif(not INPUTS.is_dir(), reason="the cases are not on this machine")


@pytest.fixture(autouse=True)
def _everything_is_kept(config: Path) -> None:
    text = config.read_text(encoding="utf-8").replace("[collect]\n", '[collect]\nkeep = "all"\n')
    config.write_text(text, encoding="utf-8")


def served(server: HTTPServer, config: Path, *names: str) -> list[Mention]:
    """What is stored when one feed has been these files, one after the other."""
    source = f'[[sources]]\nname = "feed"\ntype = "rss"\nurl = "{server.url_for("/feed")}"\n'
    config.write_text(config.read_text(encoding="utf-8") + source, encoding="utf-8")
    for name in names:
        server.clear()
        server.expect_request("/feed").respond_with_data((INPUTS / name).read_bytes(), content_type="text/xml")
        run("poll")
    return stored()


def imported(*names: str) -> list[Mention]:
    """What is stored when these files were imported, one after the other."""
    for name in names:
        run("import", str(INPUTS / name))
    return stored()


def stored() -> list[Mention]:
    opened = open_store(locate(Path("data/listener.db")), "read")
    try:
        return [each.mention for each in opened.export()]
    finally:
        opened.close()


def natives(found: list[Mention]) -> list[str]:
    return sorted(each.native_id for each in found)


def test_entries_of_a_changelog_stay_apart(httpserver: HTTPServer, config: Path) -> None:
    assert natives(served(httpserver, config, "20-anchors-poll1.xml", "20-anchors-poll2.xml")) == ["v5.1", "v5.2"]


def test_reviews_of_one_page_stay_apart() -> None:
    found = imported("28-reviews-week1.csv", "28-reviews-week2.csv")
    assert natives(found) == ["r1", "r2"]
    assert len({each.author for each in found}) == 2


def test_answers_that_are_numbered_anew_stay_apart() -> None:
    assert len(imported("32-survey-may.csv", "32-survey-june.csv")) == 4


def test_ids_that_a_spreadsheet_rounded_swallow_nothing_and_are_told() -> None:
    said = run("import", str(INPUTS / "01-ids-through-excel.csv")).output
    assert "by a spreadsheet" in said
    assert len(stored()) == 3


def test_words_in_angle_brackets_stay(httpserver: HTTPServer, config: Path) -> None:
    said = " ".join(f"{each.title} {each.text}" for each in served(httpserver, config, "21-atom-plain-text.xml"))
    assert "Why does <acme> crash in <b> mode?" in said
    assert "The <acme-player> element ignores a < b and vector<acme> too." in said


def test_old_posts_stand_in_their_time(httpserver: HTTPServer, config: Path) -> None:
    found = served(httpserver, config, "22-old-posts.xml")
    assert sorted(f"{each.published_at:%Y-%m-%d}" for each in found) == ["2009-10-05", "2019-10-07"]


def test_a_korean_date_is_right_or_none(httpserver: HTTPServer, config: Path) -> None:
    (found,) = served(httpserver, config, "26b-korean-date.xml")
    assert found.published_at is None or found.published_at == datetime(2026, 11, 20, 19, tzinfo=UTC)


def test_shifts_of_half_a_day_change_at_nine_all_year(config: Path) -> None:
    loaded = load(INPUTS / "50-oncall-12h.toml", environ={})
    (shift,) = (each for each in loaded.rotations if each.name == "shift")
    now = datetime(2026, 10, 20, tzinfo=UTC)
    hours = set()
    while now < datetime(2027, 4, 10, tzinfo=UTC):
        until = turn(shift, loaded.zone, now).until
        assert until is not None
        assert until - now <= timedelta(hours=14)
        hours.add(f"{until.astimezone(loaded.zone):%H:%M}")
        now = until
    assert hours == {"09:00", "21:00"}
