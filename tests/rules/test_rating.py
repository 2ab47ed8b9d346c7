from __future__ import annotations

import math

import pytest

from rules.rating import LowRating
from storage.records import Rating
from tests.worlds.alerts import NOW, hit, view

RULE = LowRating(name="r", scope="brand:acme")


@pytest.mark.parametrize(
    ("rating", "found"),
    [
        (Rating(value=1), True),
        (Rating(value=2), True),
        (Rating(value=2.5), False),
        (Rating(value=3, best=10), True),
        (Rating(value=4, best=10), False),
        (Rating(value=25, best=100, worst=0), True),
        (Rating(value=26, best=100, worst=0), False),
        (Rating(value=5, best=1, worst=6), True),
        (Rating(value=2, best=1, worst=6), False),
        (Rating(value=1, best=1, worst=1), False),
        (Rating(value=math.nan), False),
        (None, False),
    ],
)
def test_few_stars_on_the_reviews_own_scale(rating: Rating | None, found: bool) -> None:
    assert bool(list(RULE.check(view(hit(1, rating=rating)), NOW))) is found


def test_the_alert_quotes_the_ratings_as_they_were_given() -> None:
    (found,) = RULE.check(view(hit(1, rating=Rating(value=1)), hit(2, rating=Rating(value=3, best=10))), NOW)
    assert found.summary == "2 posts give acme 2 of 5 stars or fewer"
    assert found.reasons[0] == "Ratings, newest first: 3 from 1 (worst) to 10 (best), 1 from 1 (worst) to 5 (best)."


def test_how_few_stars_can_be_set() -> None:
    strict = LowRating(name="r", scope="brand:acme", stars=1)
    assert not list(strict.check(view(hit(1, rating=Rating(value=2))), NOW))
