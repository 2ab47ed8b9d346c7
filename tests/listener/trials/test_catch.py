"""A query tried on what is stored: hits, days, forecast."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from listener.trials import catch as query_trial
from listener.trials.catch import Catch, catch
from storage.errors import QueryError
from storage.records import Query
from storage.store import Store
from tests.worlds.mentions import NOW, Filled, commit, mention

WEEK = timedelta(days=7)
POSTS = [
    mention("Acme Cola tastes of soap", 1),
    mention("The cola of Acme is fine", 30),
    mention("acme cola again", 31),
    mention("nothing to see", 32),
    mention("acme of long ago", 24 * 9),
    mention("acme of the future", -5),
]


def caught(store: Store, expression: str = "acme", **options) -> Catch:
    query = Query(name="", brand="", expression=expression)
    return catch(store, query, options.pop("lists", {}), **{"since": NOW - WEEK, "until": NOW} | options)


def test_hits_of_the_stretch_and_the_newest_with_their_words(filled: Filled):
    found = caught(filled(POSTS), newest=2)
    assert len(found.ids) == len(found.said) == 3
    assert [each.stored.mention.text for each in found.newest] == [POSTS[0].text, POSTS[1].text]
    assert found.newest[0].spans == (("text", 0, 4),)
    assert found.complete


def test_days_are_those_of_the_zone_and_empty_ones_count(filled: Filled):
    found = caught(filled(POSTS), since=NOW - timedelta(days=3))
    assert [count for _, count in found.days(ZoneInfo("UTC"))] == [0, 0, 2, 1]
    shifted = dict(found.days(ZoneInfo("Asia/Tokyo")))
    assert [str(day) for day, count in shifted.items() if count] == ["2026-03-09", "2026-03-10"]


def test_the_forecast_counts_whole_days_back_from_the_end(filled: Filled):
    store = filled(POSTS)
    forecast = caught(store, since=NOW - timedelta(days=3, hours=5)).forecast()
    assert forecast
    assert (forecast.total, forecast.daily, forecast.low, forecast.high) == (3, 1.0, 0, 2)
    assert caught(store, since=NOW - timedelta(hours=23)).forecast() is None


def test_days_before_anything_was_stored_are_left_out(filled: Filled):
    store = filled(POSTS)
    assert caught(store, since=NOW - 8 * WEEK).since == POSTS[4].said_at
    assert caught(store, "nothing", since=NOW - 8 * WEEK).since == POSTS[4].said_at
    assert caught(filled([]), since=NOW - WEEK).since == NOW - WEEK


def test_a_mention_counts_if_any_of_its_sources_would_have_brought_it(filled: Filled):
    store = filled(POSTS[:1])
    commit(store, POSTS[:1], source="copy")
    assert len(caught(store, "acme source:copy").ids) == 1
    assert len(caught(store, "acme source:other").ids) == 0


def test_saved_lists_and_wrong_expressions(filled: Filled):
    store = filled(POSTS)
    assert len(caught(store, "acme NOT @tastes", lists={"tastes": ["soap"]}).ids) == 2
    with pytest.raises(QueryError):
        caught(store, "sentiment:negative acme")


def test_too_much_to_read_shortens_the_stretch_instead_of_counting_half_days(filled: Filled, monkeypatch):
    monkeypatch.setattr(query_trial, "MOST_READ", 2)
    found = caught(filled(POSTS))
    assert (found.read, found.complete, found.since) == (2, False, POSTS[2].said_at)
    monkeypatch.setattr(query_trial, "MOST_READ", 3)
    assert caught(filled(POSTS)).complete
