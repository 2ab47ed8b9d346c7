"""In which series a mention counts."""

from __future__ import annotations

from dataclasses import replace

from storage.intake.measures import measures, ratings, scopes
from storage.records import Rating, Series
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


def test_the_tone_is_that_toward_the_brand_of_each_scope_else_that_of_the_post() -> None:
    found = measures((ACME, BOLT), reading({"Acme": "negative", "Unmatched": "negative"}, sentiment="positive"))
    assert {series for series in found if series.measure.startswith("tone:")} == {
        Series("all", "tone:positive"),
        Series("brand:Acme", "tone:negative"),
        Series("query:acme", "tone:negative"),
        Series("brand:Bolt", "tone:positive"),
        Series("query:bolt", "tone:positive"),
    }
    assert not {series.measure for series in found if series.measure.startswith(("sentiment:", "toward:"))}


def test_where_only_the_tone_toward_a_brand_is_known_it_counts_there_alone() -> None:
    found = measures((ACME, BOLT), reading({"Acme": "negative"}))
    assert {series for series in found if series.measure != "mentions"} == {
        Series("brand:Acme", "tone:negative"),
        Series("query:acme", "tone:negative"),
    }


def test_the_tone_of_spam_is_nobodys_opinion() -> None:
    found = measures(
        (ACME,), reading({"Acme": "positive"}, intent="spam", sentiment="positive", emotion="joy", irony="no")
    )
    assert {series.measure for series in found} == {"mentions", "intent:spam", "irony:no"}


def test_stars_do_not_depend_on_what_was_read() -> None:
    found = measures((ACME,), None, Rating(value=2))
    assert {series.measure for series in found} == {"mentions", "stars:2", "stars:low"}
    assert ratings((), Rating(value=1)) == ratings(("all",), None) == frozenset()


def test_a_rating_without_a_scale_says_nothing() -> None:
    assert not ratings(("all",), Rating(value=3, best=3, worst=3))
    assert not ratings(("all",), Rating(value=float("nan")))
