from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from rules.sentiment import Sentiment
from storage.records import Author, Match
from tests.worlds.alerts import NOW, hit, view

Readings = Mapping[str, tuple[str, float]]
BAD, GOOD, UNSURE = ("negative", 0.9), ("positive", 0.9), ("negative", 0.7)


@pytest.mark.parametrize(
    ("scope", "heads", "toward", "found"),
    [
        ("brand:acme", {"sentiment": BAD}, {}, True),
        ("brand:acme", {"sentiment": UNSURE}, {}, False),
        ("brand:acme", {"sentiment": GOOD}, {}, False),
        ("brand:acme", {"sentiment": GOOD}, {"acme": BAD}, True),
        ("brand:acme", {"sentiment": BAD}, {"acme": GOOD}, False),
        ("brand:acme", {"sentiment": BAD}, {"other": GOOD}, True),
        ("query:core", {"sentiment": GOOD}, {"acme": BAD}, False),
        ("query:core", {"sentiment": BAD}, {"acme": GOOD}, True),
        ("brand:acme", {"sentiment": BAD, "intent": ("spam", 0.9)}, {}, False),
        ("brand:acme", {}, {}, False),
    ],
)
def test_tone_toward_the_brand_goes_before_that_of_the_post(
    scope: str, heads: Readings, toward: Readings, found: bool
) -> None:
    post = hit(1, scopes=("brand:acme", "query:core"), heads=heads, toward=toward)
    assert bool(list(Sentiment(name="r", scope=scope).check(view(post), NOW))) is found


def test_a_query_means_the_tone_toward_its_brand() -> None:
    post = hit(1, scopes=("brand:acme", "query:core"), heads={"sentiment": GOOD}, toward={"acme": BAD})
    matched = replace(post, stored=replace(post.stored, matches=(Match(query="core", brand="acme"),)))
    assert list(Sentiment(name="r", scope="query:core").check(view(matched), NOW))


def test_only_authors_with_enough_known_followers() -> None:
    rule = Sentiment(name="r", scope="brand:acme", followers=1000)
    posts = [hit(n, heads={"sentiment": BAD}, author=Author(followers=f)) for n, f in enumerate((None, 999, 1000))]
    (found,) = rule.check(view(*posts), NOW)
    assert found.evidence == (2,)
    assert "Each author has at least 1,000 followers." in found.reasons


def test_the_explanation_says_how_sure() -> None:
    posts = [hit(1, heads={"sentiment": ("negative", 0.83)}), hit(2, heads={"sentiment": BAD})]
    (found,) = Sentiment(name="r", scope="brand:acme").check(view(*posts), NOW)
    assert found.summary == "2 posts are negative about acme"
    assert "probability of at least 83\u202f% (asked: 80\u202f%)" in found.reasons[0]
