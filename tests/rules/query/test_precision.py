"""Precision with its interval, words worth excluding, and the volume to expect."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.query.precision import exclusions, matched_words, precision, volume
from tests.worlds.posts import a_mention


def test_precision_has_wilsons_interval() -> None:
    found = precision([True] * 40 + [False] * 10)
    assert (found.value, found.judged) == (0.8, 50)
    assert (found.low, found.high) == (pytest.approx(0.6696, abs=1e-3), pytest.approx(0.8876, abs=1e-3))


def test_precision_of_nothing_is_unknown() -> None:
    assert (precision([]).low, precision([]).high) == (0.0, 1.0)


def test_words_of_the_noise_are_proposed_and_words_of_the_hits_are_not() -> None:
    judged = [(a_mention(f"orange juice recipe {number}"), False) for number in range(10)]
    judged += [(a_mention(f"orange sunset {number}"), False) for number in range(4)]
    judged += [(a_mention(f"orange mobile recipe contract {number}"), True) for number in range(8)]
    found = exclusions(judged, keep={"orange"})
    assert [(each.term, each.noise, each.loss) for each in found] == [("juice", 10, 0), ("sunset", 4, 0)]


def test_words_that_made_a_mention_match_in_their_loose_form() -> None:
    assert matched_words(a_mention("Café #Acme and so on"), [("text", 0, 4), ("text", 5, 10)]) == {"cafe", "#acme"}


def test_volume_counts_empty_days() -> None:
    first = date(2026, 1, 1)
    days = [first] * 10 + [first + timedelta(days=3)] * 2
    found = volume(days, first, first + timedelta(days=3))
    assert (found.total, found.daily, found.low, found.high) == (12, 3.0, 0, 10)
