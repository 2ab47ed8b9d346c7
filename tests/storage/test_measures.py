"""In which series a mention counts."""

from __future__ import annotations

from dataclasses import replace

from storage.measures import measures, scopes
from storage.records import Series
from tests.conformance.stores import ACME, BOLT, reading


def test_a_mention_counts_once_a_scope_and_once_for_every_brand() -> None:
    assert scopes((ACME, replace(ACME, query="acme too"), BOLT)) == (
        "all",
        "brand:Acme",
        "brand:Bolt",
        "query:acme",
        "query:acme too",
        "query:bolt",
    )


def test_what_matches_nothing_counts_nowhere() -> None:
    assert scopes(()) == ()
    assert measures((), reading({"Acme": "negative"}, intent="complaint")) == frozenset()


def test_sentiment_toward_a_brand_counts_at_that_brand_alone() -> None:
    found = measures((ACME, BOLT), reading({"Acme": "negative", "Unmatched": "positive"}))
    assert {series for series in found if series.measure != "mentions"} == {Series("brand:Acme", "toward:negative")}


def test_the_tone_of_spam_is_nobodys_opinion() -> None:
    found = measures(
        (ACME,), reading({"Acme": "positive"}, intent="spam", sentiment="positive", emotion="joy", irony="no")
    )
    assert {series.measure for series in found} == {"mentions", "intent:spam", "irony:no"}
