"""What `check` says of a brand's words: everyday ones that stand alone, and hashtags that are left out."""

from __future__ import annotations

import pytest

from rules.query.advice import everyday, unsaid, untagged

COMMON = {
    "apple": "{Apple}", "gap OR #gap": "{Gap}", "Orange NOT juice": "{Orange}", "acme OR target": "{Target}",
    "shell language:en": "{Shell}", "bild": "{Bild}", "monde": "{Monde}", "Café OR mañana": "{Mañana}",
    "(boss OR acme) NOT work": "{Boss}", "NEXT": "{NEXT}",
}  # fmt: skip


@pytest.mark.parametrize("expression", COMMON)
def test_a_common_word_that_stands_alone(expression: str) -> None:
    (found,) = everyday(expression)
    assert "common word" in found.what
    assert found.suggestion == COMMON[expression]


@pytest.mark.parametrize(
    "expression",
    ["acme", "{Gap}", "gap AND jeans", "gap NEAR/5 jeans", '"gap year"', "#gap", "@gap", "title:gap", "AT&T", "Disney+",
     "acme NOT apple", "apple*"],
)  # fmt: skip
def test_what_is_no_common_word_or_does_not_stand_alone(expression: str) -> None:
    assert everyday(expression) == []


def test_hashtags_that_are_left_out_are_told_once() -> None:
    found = untagged('(acme OR "acme cola" OR zenith) NOT juice')
    assert found
    assert "#acme, #zenith are not included" in found.what
    assert (found.column, found.suggestion) == (1, "(acme OR #acme)")
    alone = untagged("acme AND (leak OR fire)")
    assert alone
    assert "#acme is not included" in alone.what


@pytest.mark.parametrize(
    "expression", ["acme OR #acme", "acme OR #Acme", "#acme", '"acme cola"', "Café OR #cafe", "AT&T"]
)
def test_nothing_is_told_where_nothing_is_left_out(expression: str) -> None:
    assert untagged(expression) is None


def test_a_language_that_sources_may_not_say_is_told() -> None:
    found = unsaid("acme language:de")
    assert found
    assert (found.column, found.length) == (5, 11)
    assert unsaid("acme site:example.de") is None
