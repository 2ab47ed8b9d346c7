"""Every number against one that was computed by hand, and where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.metrics.alert_rate import alert_rate
from listener.metrics.authors import authors
from listener.metrics.chance import once_in
from listener.metrics.engagement import engagement
from listener.metrics.expected import times_expected
from listener.metrics.mentions import mentions
from listener.metrics.net_sentiment import net_sentiment, net_sentiments
from listener.metrics.peak import hourly, loudest
from listener.metrics.reach import followers, reach
from listener.metrics.response_times import elapsed, median, ninetieth, to_acknowledge, to_notice, to_resolve
from listener.metrics.share_of_voice import share_of_voice
from listener.metrics.shares import share
from listener.metrics.stories import stories
from listener.metrics.tone import Tones, tones
from listener.metrics.usual_hour import usual_band, usual_hour
from storage.records import Author, Classification, Incident, Mention, Reading, StoredMention, TimelineEntry
from storage.records.incident import EntryKind

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ADA, BO = Author(id="1", handle="ada", followers=100), Author(handle="bo")


def post(id: int, story: int | None = None) -> Mention:
    return Mention(id=id, kind="social", native_id=str(id), collected_at=NOW, story_id=story)


def read(
    id: int, sentiment: str = "", *, story: int | None = None, toward: str = "", spam: bool = False
) -> StoredMention:
    """A mention with a reading; without a sentiment the model was in doubt."""
    heads = {"sentiment": Reading(label=sentiment, probability=0.9)} if sentiment else {}
    heads |= {"intent": Reading(label="spam", probability=0.9)} if spam else {}
    about = {"Acme": Reading(label=toward, probability=0.9)} if toward else {}
    return StoredMention(mention=post(id, story), classification=Classification(model="t", heads=heads, toward=about))


def test_a_mention_counts_once_and_its_copies_are_one_story() -> None:
    found = [post(1), post(2, 1), post(3), post(3)]
    assert mentions(found).value == 3
    assert stories(found).value == 2
    assert (mentions([]).value, stories([]).value) == (0, 0)


def test_authors_are_told_apart_by_id_then_handle_then_name() -> None:
    renamed = Author(id="1", handle="ada_l")
    found = authors([ADA, renamed, BO, Author(name="bo"), Author(handle="cy"), Author()])
    assert (found.value, found.n, found.unknown) == (3, 5, 1)


def test_each_author_reaches_his_newest_known_followers_once() -> None:
    found = reach([ADA, ADA, Author(id="1", followers=120), Author(id="1"), BO])
    assert (found.value, found.n, found.unknown) == (120, 1, 1)
    assert followers([ADA, BO]) == {"1": 100, "bo": None}


def test_no_known_followers_are_unknown_and_not_zero() -> None:
    assert reach([BO]).value is None
    assert reach([Author(handle="x", followers=0)]).value == 0


def test_net_sentiment_by_hand() -> None:
    found = net_sentiment([Tones(positive=1), Tones(negative=2), Tones(neutral=1), Tones(positive=3)], unread=5)
    half = 1.959964 * (4 / 3 * 578 / 49 / 49) ** 0.5
    assert found.value == pytest.approx(2 / 7)
    assert (found.low, found.high) == (pytest.approx(2 / 7 - half), 1.0)
    assert (found.n, found.unknown) == (7, 5)


def test_net_sentiment_of_nothing_is_unknown() -> None:
    found = net_sentiment([], unread=2)
    assert (found.value, found.low, found.high, found.n, found.unknown) == (None, -1, 1, 0, 2)


def test_a_story_told_a_hundred_times_is_no_certainty() -> None:
    found = net_sentiment([Tones(negative=100)])
    assert found.value == -1
    assert found.high is not None
    assert found.high > 0.5


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=20))
def test_many_stretches_at_once_are_as_each_alone(counts: list[tuple[int, int, int]]) -> None:
    together = net_sentiments(*np.array(counts, float).T)
    alone = [net_sentiment([Tones(positive=a, neutral=b, negative=c)]).value for a, b, c in counts]
    assert [None if np.isnan(one) else one for one in together] == alone


def test_spam_is_left_out_and_a_reading_in_doubt_is_not_read() -> None:
    waiting = StoredMention(mention=post(9))
    found = [read(1, "positive"), read(2, "negative", spam=True), read(3), waiting, read(4, "positive", story=1)]
    assert tones(found) == ([Tones(positive=2)], 2)


def test_the_tone_toward_a_brand_counts_where_it_was_read() -> None:
    found = [read(1, "positive", toward="negative"), read(2, "neutral")]
    assert tones(found, "Acme") == ([Tones(negative=1), Tones(neutral=1)], 0)
    assert tones(found, "Other") == ([Tones(positive=1), Tones(neutral=1)], 0)


def test_a_share_by_hand() -> None:
    # 3 of 6; sums stray by 1, -1, 0 from half: 3/2 · 2 / 36 = 1/12 against 1/24 of independent mentions: as 3 of them.
    found = share([(2, 2), (0, 2), (1, 2)], unread=1)
    assert found.value == 0.5
    assert (found.low, found.high) == (pytest.approx(0.1254, abs=1e-4), pytest.approx(0.8746, abs=1e-4))
    assert (found.n, found.unknown) == (6, 1)
    assert share([]).value is None


def test_share_of_voice_is_a_part_of_all_compared_brands() -> None:
    counts = {"Acme": 30, "Bolt": 50, "Cola": 20}
    assert share_of_voice("Acme", counts).value == 0.3
    assert sum(share_of_voice(brand, counts).value or 0 for brand in counts) == pytest.approx(1)
    assert share_of_voice("Acme", {"Acme": 0, "Bolt": 0}).value is None


def test_response_times_say_how_many_have_not_come() -> None:
    times = [timedelta(minutes=minute) for minute in (10, 1, 2, 3, 4)] + [None, None]
    assert (median(times).value, ninetieth(times).value) == (180, pytest.approx(456))
    assert (median(times).n, median(times).unknown) == (5, 2)
    assert (median([None]).value, median([None]).unknown) == (None, 1)
    assert elapsed(NOW, NOW + timedelta(hours=1)) == timedelta(hours=1)
    assert elapsed(NOW, None) is None


def test_the_times_of_an_incident_are_what_happened_and_not_what_is_said_of_it() -> None:
    log: tuple[tuple[int, EntryKind], ...] = ((0, "opened"), (1, "note"), (2, "paged"), (3, "told"), (9, "handover"))
    timeline = tuple(
        TimelineEntry(at=NOW + timedelta(minutes=minute), kind=kind, what="acknowledged by the supplier")
        for minute, kind in log
    )
    found = Incident(key="k", route="r", title="t", severity=1, opened_at=NOW, timeline=timeline)
    assert to_notice(found) == timedelta(minutes=2)
    assert to_acknowledge(found) == timedelta(minutes=9)
    assert to_resolve(found) is None
    assert to_resolve(replace(found, resolved_at=NOW + timedelta(hours=2))) == timedelta(hours=2)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_percentiles_are_those_of_numpy(seconds: list[int]) -> None:
    times = [timedelta(seconds=one) for one in seconds]
    assert median(times).value == pytest.approx(float(np.quantile(seconds, 0.5)))
    assert ninetieth(times).value == pytest.approx(float(np.quantile(seconds, 0.9)))


def test_the_peak_is_the_loudest_hour_not_the_loudest_bucket() -> None:
    counts = np.array([9] + [0] * 11 + [1] * 12, float)
    hours = hourly(counts)
    assert (loudest(hours, 0), hours[23], hours[0]) == (23, 12, 9)
    assert loudest(np.array([5.0, 1, 3, 3]), 1) == 2


def test_a_usual_hour_and_its_band() -> None:
    hours = np.array([4.0] * 290 + [40.0] * 10)
    assert usual_hour(hours) == pytest.approx(5.2)
    assert usual_band(hours) == 4
    assert usual_band(np.zeros(288)) == 2, "two posts in an hour are no crisis, however quiet it was"
    assert usual_band(np.zeros(287)) is None, "less than a day"
    assert usual_hour(np.array([])) == 0


def test_alerts_a_week() -> None:
    assert alert_rate(4, 14) == 2
    assert alert_rate(0, 0) == 0


def test_being_seen_is_no_engagement() -> None:
    assert engagement({"likes": 2, "replies": 1, "views": 1000}) == 3
    assert engagement({}) == 0


def test_how_many_times_the_usual_and_once_in_how_many() -> None:
    assert times_expected(12, 3) == 4
    assert (times_expected(12, 0), times_expected(12, None)) == (None, None)
    assert once_in(0.02) == 50
