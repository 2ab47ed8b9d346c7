"""What a rule about counts is told besides the counts: what may still come, and what nobody could read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from listener.pipeline.view import blind, view_of
from rules.base import BUCKET, CONTEXT, HORIZON
from rules.crisis import Crisis
from rules.silence import SilenceRule
from storage.records import Mention, Outage, Poll, Series, SourceState
from storage.store import Store
from tests.worlds.mentions import NOW, mention

Filled = Callable[..., Store]
HOUR, START = timedelta(hours=1), NOW - HORIZON
WORKING = SourceState(name="feed", next_due_at=NOW, first_done=True, last_success_at=NOW)


def poll(store: Store, *states: SourceState) -> None:
    store.sync_sources({state.name: timedelta(minutes=5) for state in states}, NOW)
    store.commit_polls([Poll(state=state) for state in states], NOW)


def unread(*outages: Outage, states: tuple[SourceState, ...] = ()) -> list[int]:
    """Hours before NOW with a blind bucket."""
    found = np.flatnonzero(blind(outages, states, START, NOW))
    return sorted({int((HORIZON // BUCKET - index - 1) // 12) for index in found})


def outage(began: int, ended: int) -> Outage:
    return Outage(source="feed", since=NOW - HOUR * began, until=NOW - HOUR * ended)


def test_an_outage_is_blind_while_it_lasts() -> None:
    assert unread(outage(5, 2)) == [2, 3, 4]
    assert unread() == []


def test_a_short_outage_loses_nothing_once_the_source_was_read_again() -> None:
    assert unread(Outage(source="feed", since=NOW - 2 * HOUR, until=NOW - HOUR - BUCKET * 3)) == []
    failing = replace(WORKING, failures=1, failing_since=NOW - BUCKET * 2)
    assert unread(states=(failing,)) == [0]


def test_a_source_that_is_out_for_days_excuses_one_day() -> None:
    failing = replace(WORKING, failures=9, failing_since=NOW - 72 * HOUR)
    assert unread(states=(failing,)) == list(range(48, 72))


def test_outages_from_before_the_horizon_are_no_matter() -> None:
    assert unread(outage(40 * 24, 39 * 24)) == []


def test_one_post_of_years_ago_does_not_make_all_since_then_known(filled: Filled) -> None:
    rule = SilenceRule(name="s", scope="brand:Acme")
    ancient = mention("acme cola", 1, published_at=NOW - timedelta(days=6000))
    fresh = mention("acme cola again", 2, published_at=NOW - HOUR)
    late = mention("acme cola before", 3, published_at=NOW - HORIZON - timedelta(days=100))

    def known(*posts: Mention) -> datetime | None:
        return view_of(filled(list(posts)), rule, NOW, NOW - HOUR).tracks[rule.series[0]].known_since

    assert known(ancient, fresh) == NOW - HOUR
    assert known(late) == NOW - HORIZON - timedelta(days=100)


def test_the_slowest_working_source_says_what_may_still_come(filled: Filled) -> None:
    store, rule = filled([mention("acme cola")]), SilenceRule(name="s", scope="brand:Acme")
    slow = replace(WORKING, name="copy", last_success_at=NOW - 3 * HOUR)
    poll(store, WORKING, slow)
    assert view_of(store, rule, NOW, NOW - HOUR).settled == (HORIZON - 3 * HOUR) // BUCKET
    broken = replace(slow, failures=3, failing_since=NOW - 3 * HOUR)
    poll(store, WORKING, broken)
    shown = view_of(store, rule, NOW, NOW - HOUR)
    assert shown.settled == HORIZON // BUCKET
    assert shown.fresh == (HORIZON - HOUR) // BUCKET
    assert shown.blind is not None
    assert shown.blind[-1]
    (track,) = shown.tracks.values()
    assert track.total.sum() == 1


def test_of_a_long_outage_that_is_over_the_last_day_is_blind_too() -> None:
    """What the source brings at its return, and does not date, belongs to it."""
    assert unread(outage(100, 10)) == [*range(10, 34), *range(76, 100)]


def test_a_rule_sees_what_its_posts_are_made_of_for_the_last_days_alone(filled: Filled) -> None:
    store, rule = filled([mention("acme cola"), mention("acme cola again", 2)]), Crisis(name="c", scope="brand:Acme")
    shown = view_of(store, rule, NOW, NOW - HOUR).tracks
    assert len(shown[Series("brand:Acme")].total) == HORIZON // BUCKET
    assert {len(shown[one].total) for one in rule.context} == {CONTEXT // BUCKET}
    assert shown[Series("brand:Acme", "authors")].total.sum() == 2
    assert shown[Series("brand:Acme", "intent:complaint")].total.sum() == 2
