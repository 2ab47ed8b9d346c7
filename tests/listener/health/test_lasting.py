"""A trouble with a source is told when it has lasted, once a day at most, and its end once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from listener.health.lasting import Lasting, Told, lasting, news, read, written
from storage.records import SourceState

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BLIND = {"blog": Lasting(since=NOW - 3 * HOUR, why="answered 500")}


def state(name: str, blind: timedelta | None = None) -> SourceState:
    since = NOW - blind if blind else None
    return SourceState(
        name=name, next_due_at=NOW, failing_since=since, last_error="answered 500", last_item_at=NOW - DAY
    )


def test_what_is_blind_for_long_or_silent_is_a_trouble():
    states = [state("blog", 2 * HOUR), state("news", HOUR), state("forum"), state("shop"), state("wire")]
    found = lasting(states, {"forum": NOW - HOUR, "shop": NOW - 2 * DAY}, after=2 * HOUR, now=NOW)
    assert found == {"blog": Lasting(since=NOW - 2 * HOUR, why="answered 500"), "forum": Lasting(since=NOW - HOUR)}


Known = Mapping[str, Told]


def told(present: Mapping[str, Lasting], before: Known, hours: float, *well: str) -> tuple[Known, str]:
    """What has been told after so many hours, and of whom it was told now."""
    found = news(present, before, well, NOW + hours * HOUR)
    if found is None:
        return before, ""
    return found.told, " ".join([*found.lasting, *(f"{name}-over" for name in found.ended)])


def test_it_is_told_once_a_day_and_its_end_once():
    known, said = told(BLIND, {}, 0)
    assert said == "blog"
    known, said = told(BLIND, known, 23)
    assert said == ""
    known, said = told(BLIND, known, 24)
    assert said == "blog"
    known, said = told({}, known, 25)
    assert said == ""
    known, said = told({}, known, 26, "blog")
    assert said == "blog-over"
    assert told({}, known, 27, "blog")[1] == ""


def test_one_that_comes_and_goes_is_told_once_a_day_all_the_same():
    known, _ = told(BLIND, {}, 0)
    known, _ = told({}, known, 1, "blog")
    for hours in (4, 8, 12):
        known, said = told(BLIND, known, hours)
        assert said == ""
        known, said = told({}, known, hours + 1, "blog")
        assert said == ""
    assert told(BLIND, known, 24)[1] == "blog"


def test_the_same_news_has_the_same_key_and_other_news_another():
    first, again = news(BLIND, {}, (), NOW), news(BLIND, {}, (), NOW + HOUR)
    assert first
    assert again
    assert first.key == again.key
    tomorrow = news(BLIND, first.told, (), NOW + DAY)
    assert tomorrow
    assert tomorrow.key != first.key


def test_what_was_told_survives_the_store():
    known, _ = told(BLIND, {}, 0)
    assert read(written(known)) == known
    assert read(None) == {}
