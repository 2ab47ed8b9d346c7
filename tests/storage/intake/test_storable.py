"""What can be stored stays what it is; what cannot is mended or refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.intake.storable import UnstorableError, storable
from storage.records import Author, Mention, Rating

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GOOD = Mention(
    kind="review",
    native_id="1",
    url="https://example.org/ü",
    author=Author(id="7", handle="joe", followers=300_000_000),
    title="Acme",
    text="leaks 🎉",
    published_at=NOW,
    collected_at=NOW,
    rating=Rating(value=2.5),
    engagement={"likes": 4},
    extra={"feed": "News", "tags": ["a", "b"], "n": 1.5, "inner": {"x": None, "y": True}},
)
TEXT = st.text(st.characters(), max_size=5)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.binary(max_size=5) | st.datetimes()
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT | st.integers(), inner) | st.frozensets(st.integers()),
    max_leaves=10,
)


def test_what_is_right_is_not_touched() -> None:
    mention, mended = storable(GOOD, NOW)
    assert mention is GOOD
    assert mended == ()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"author": Author(handle="joe", followers=int(9e99))}, {"author": Author(handle="joe")}),
        ({"url": "https://example.org/\ud800"}, {"url": "https://example.org/\ufffd"}),
        ({"permalink": "https://example.org/" + "a" * 5_000}, {"permalink": None}),
        ({"rating": Rating(value=float("nan"))}, {"rating": None}),
        ({"engagement": {"likes": 3, "views": 10**30}}, {"engagement": {"likes": 3}}),
        ({"extra": {"n": float("inf")}}, {"extra": {"n": "inf"}}),
        (
            {"published_at": NOW + timedelta(days=400)},
            {"published_at": None, "published_raw": "2027-04-05 12:00:00+00:00"},
        ),
    ],
)
def test_only_what_cannot_be_is_lost(wrong: dict[str, Any], right: dict[str, Any]) -> None:
    mention, mended = storable(replace(GOOD, **wrong), NOW)
    assert mention == replace(GOOD, **right)
    assert set(mended) == right.keys()


def test_an_old_post_keeps_its_time() -> None:
    old = replace(GOOD, published_at=NOW - timedelta(days=9_000))
    assert storable(old, NOW)[0] is old


def test_without_an_identity_there_is_no_mention() -> None:
    with pytest.raises(UnstorableError, match="no id"):
        storable(replace(GOOD, native_id=""), NOW)


@settings(max_examples=50, deadline=None)
@given(extra=st.dictionaries(TEXT, ANYTHING, max_size=4))
def test_whatever_a_source_says_beyond_the_fields_can_be_written_and_read(extra: dict[str, Any]) -> None:
    mention, _ = storable(replace(GOOD, extra=extra), NOW)
    written = json.dumps(mention.extra, allow_nan=False, ensure_ascii=False)
    assert json.loads(written.encode()) == mention.extra
