"""The filter that every rule about single posts has: the query language over what is stored."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rules.intent import Intent
from rules.keyword import Keyword
from storage.records import Rating
from tests.worlds.alerts import NOW, hit, view


def test_only_posts_that_satisfy_the_filter_are_told() -> None:
    rule = Keyword(name="low stars", scope="brand:acme", filter="rating:[1 TO 2] NOT refund")
    posts = [
        hit(1, "it leaks", rating=Rating(value=1)),
        hit(2, "lovely", rating=Rating(value=5)),
        hit(3, "refund, please", rating=Rating(value=1)),
    ]
    (found,) = rule.check(view(*posts), NOW)
    assert found.evidence == (1,)


def test_a_rule_that_waits_for_readings_can_filter_by_them() -> None:
    rule = Intent(name="leaving", scope="brand:acme", intents=("cancel",), filter="sentiment:negative")
    read = {"intent": ("cancel", 0.9)}
    posts = [
        hit(1, "bye", heads=read | {"sentiment": ("negative", 0.9)}),
        hit(2, "bye", heads=read | {"sentiment": ("positive", 0.9)}),
    ]
    (found,) = rule.check(view(*posts), NOW)
    assert found.evidence == (1,)


def test_a_wrong_filter_is_refused_with_its_column() -> None:
    with pytest.raises(ValidationError, match="column"):
        Keyword(name="x", filter="acme AND (bolt")
