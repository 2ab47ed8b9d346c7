"""Normalisation is the same for training and reading, accepts any string, and keeps track of positions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.classify.text import normalise, readable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.org/a?b=1 now", "see http now"),
        ("www.example.org is down", "http is down"),
        ("@ann hello", "@user hello"),
        ("@ann, @bob @cid hello", "@user hello"),
        ("write to me@example.org", "write to me@example.org"),
        ("fish &amp; chips", "fish & chips"),
        (r"it\u2019s", "it’s"),
        (r"one\ntwo \"three\"", 'one two "three"'),
        ("Sooooo good!!!!", "Soo good!!"),
        ("#LoveThisPhone", "# Love This Phone"),
        ("great😂😂😂", "great tears of joy "),
        ("ok 👍🏽", "ok  thumbs up "),
        ("a\x00b\u200bc", "a b c"),
        ("lone \ud800 surrogate", "lone   surrogate"),
        (r"lone \ud800 escape", "lone   escape"),
    ],
)
def test_what_the_model_reads(text: str, expected: str) -> None:
    assert normalise(text).text == expected


@pytest.mark.parametrize("text", ["", "   ", "@ann @bob", "https://example.org", "!!! ...", "@ann https://example.org"])
def test_nothing_readable_is_left(text: str) -> None:
    assert not readable(normalise(text).text)


@pytest.mark.parametrize("text", ["ok", "😂", "https://example.org down", "2/10", "とても良い"])
def test_something_readable_is_left(text: str) -> None:
    assert readable(normalise(text).text)


@pytest.mark.parametrize(
    ("text", "brand", "expected"),
    [
        ("@ann @bob I like Acme a lot", "Acme", "Acme"),
        ("https://example.org/x Acme!!!!!", "Acme", "Acme"),
        ("😂😂 AcmePhone is #AcmePhone", "#AcmePhone", "# Acme Phone"),
        ("thanks @acme", "acme", "@user"),
        ("Acme", "Acme", "Acme"),
    ],
)
def test_a_brand_is_found_again(text: str, brand: str, expected: str) -> None:
    start = text.index(brand)
    normalised = normalise(text)
    first, last = normalised.span(start, start + len(brand))
    assert normalised.text[first:last] == expected


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_every_range_stays_inside(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    normalised = normalise(text)
    first, last = normalised.span(start, end)
    assert 0 <= first <= len(normalised.text)
    assert 0 <= last <= len(normalised.text)
