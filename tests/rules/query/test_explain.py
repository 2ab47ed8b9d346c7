"""The explainer says of every part whether it holds, why, and what was nearly there."""

from __future__ import annotations

import pytest

from rules.query.explain import Explanation, explain
from tests.worlds.posts import a_mention


def flat(explanation: Explanation) -> dict[str, Explanation]:
    """Every part by what was written."""
    found = {explanation.part: explanation}
    for part in explanation.parts:
        found |= flat(part)
    return found


def test_each_part_has_its_verdict_and_words() -> None:
    text = "Acme phones made me sick"
    answer = explain("((acme NEAR/3 sick) OR zenith) NOT juice", a_mention(text))
    parts = flat(answer)
    assert answer.holds
    assert parts["acme"].holds
    assert [text[start:end] for _, start, end in parts["(acme NEAR/3 sick)"].spans] == ["Acme", "sick"]
    assert not parts["zenith"].holds
    assert parts["NOT juice"].holds
    assert str(answer).splitlines()[0].startswith("✓ ((acme")


def test_what_excludes_is_named() -> None:
    answer = explain("acme NOT (juice OR pie)", a_mention("acme juice"))
    assert not answer.holds
    assert flat(answer)["NOT (juice OR pie)"].why == 'excluded by "juice"'


@pytest.mark.parametrize(
    ("expression", "text", "why"),
    [
        ("acme", "#acme", "only as #acme"),
        ("acme", "acmes", "only inside acmes"),
        ("acme", "zenith", "not in title or text"),
        ("café", "cafe", "cafe finds all forms"),
        ("{BT}", "bt", "bt finds all forms"),
        ('"red acme"', "acme red", "not together as written"),
        ("acme NEAR/1 red", "acme is not so red", "too far apart"),
        ("acme NEAR/1 red", "acme", "a part is missing"),
        ("language:en", "acme", "not known"),
        ("rating:[1 TO 2]", "acme", "not known"),
    ],
)
def test_why_not(expression: str, text: str, why: str) -> None:
    answer = explain(expression, a_mention(text))
    assert not answer.holds
    assert why in answer.why


def test_a_list_shows_the_item_that_matched() -> None:
    answer = explain("@fruits", a_mention("an apple"), {"fruits": ["apple", "pear"]})
    assert [part.part for part in answer.parts if part.holds] == ["@fruits → apple"]
