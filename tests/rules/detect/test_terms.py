"""Which words are new, and which only look it."""

from __future__ import annotations

import math

import pytest

from rules.detect.terms import new_terms, surprise


def test_words_of_the_hour_are_new_and_the_usual_ones_are_not() -> None:
    before = [{"acme", "coffee", "good"}] * 40 + [{"acme", "kettle"}] * 10
    now = [{"acme", "kettle", "burnt", "hand"}] * 9 + [{"acme", "coffee"}] * 4
    assert new_terms(now, before) == [("burnt", 9), ("hand", 9)]


def test_words_of_every_text_tell_nothing() -> None:
    before = [{"acme", "coffee"}] * 50
    assert new_terms([{"acme", "this", "und", "burnt"}] * 20, before) == [("burnt", 20)]


def test_a_word_of_two_posts_is_no_topic_and_without_a_past_nothing_is_new() -> None:
    assert new_terms([{"odd"}, {"odd"}], [{"acme"}] * 99) == []
    assert new_terms([{"acme"}] * 99, []) == []


def test_what_is_said_less_than_before_is_not_new() -> None:
    assert new_terms([{"tea"}] * 90 + [{"cola"}] * 10, [{"cola"}] * 100) == [("tea", 90)]


def test_a_topic_as_frequent_as_ever_is_no_surprise_however_many_posts() -> None:
    assert surprise(500, 1000, 50, 100) == pytest.approx(0)
    assert new_terms([{"acme"}] * 5000, [{"acme"}] * 10) == []


def test_the_formula_is_dunnings() -> None:
    """A table worked out by hand: 10 of 20 now, 5 of 100 before."""
    expected = 2 * (
        10 * math.log(10 / (20 * 15 / 120))
        + 10 * math.log(10 / (20 * 105 / 120))
        + 5 * math.log(5 / (100 * 15 / 120))
        + 95 * math.log(95 / (100 * 105 / 120))
    )
    assert surprise(10, 20, 5, 100) == pytest.approx(expected)
