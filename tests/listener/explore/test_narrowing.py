"""An expression grows by a press, and shrinks by another one to what it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from listener.explore.columns import Dictionary, dictionary
from listener.explore.completing import completions
from listener.explore.narrowing import chips, collectable, narrowed
from listener.explore.place import Place, UnclearPlace
from rules.query import parse

NOW = datetime(2026, 3, 1, 12, 2, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("expression", ["", "a", "a OR b", "(a OR b) NOT c", "a AND b", '"x y" NEAR/3 z', "NOT a"])
@pytest.mark.parametrize(("field", "value"), [("tone", "negative"), ("source", "Kettle & Cup"), ("rating", "3.7")])
def test_what_is_added_can_be_taken_away(expression: str, field: str, value: str) -> None:
    whole = narrowed(expression, field, value)
    assert whole
    last = chips(whole)[-1]
    assert last.field == field
    assert last.rest == (f"({expression})" if expression == "a OR b" else expression)


@pytest.mark.parametrize("value", ['say "hi"', "a|b", ""])
def test_a_value_that_the_language_would_read_otherwise_is_not_added(value: str) -> None:
    assert narrowed("a", "tag", value) is None


def test_a_part_between_operators_leaves_an_expression_behind() -> None:
    for expression in ("a AND tone:negative AND b", "tone:negative AND a", "a AND tone:negative"):
        [chip] = chips(expression)
        parse(chip.rest)
        assert "AND AND" not in chip.rest


def test_what_is_not_asked_of_everything_is_no_chip() -> None:
    assert chips("tone:negative OR a") == chips("a NOT tone:negative") == chips("a (tone:negative OR b)") == []


def test_an_address_is_read_and_written_alike() -> None:
    given = {"q": "lid", "since": "30d", "brand": "Acme", "sort": "spread", "after": "5.6"}
    assert Place.of(given).fields(after="5.6") == given
    assert Place.of({"sort": "sideways", "unknown": "x"}) == Place()


def test_times_are_of_the_zone_and_now_is_in_them() -> None:
    asked = Place(since="2026-03-01T10:00").question(NOW, BERLIN)
    assert asked.since == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert NOW < asked.until <= NOW + timedelta(minutes=5)
    usual = Place().question(NOW, BERLIN)
    assert usual.until - usual.since == timedelta(days=7)
    for wrong in ({"since": "soon"}, {"since": "2026-02-01", "until": "2026-01-01"}, {"since": "2027-01-01"}):
        with pytest.raises(UnclearPlace):
            Place(**wrong).question(NOW, BERLIN)


@pytest.fixture
def known() -> Dictionary:
    found = dictionary()
    for said in (("Acme",), ("Acme", "Bolt Co")):
        found["brand"].code(said)
    found["language"].code("de")
    return found


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("lid brand:b", ['brand:"Bolt Co"']),
        ('lid brand:"bolt', ['brand:"Bolt Co"']),
        ("language:", ["language:de"]),
        ("tone:posi", ["tone:positive"]),
        ("a @ri", ["@rivals"]),
        ("a NE", ["NEAR/5"]),
        ("nothing:x", []),
        ("brand:Acme ", []),
        ("rating:", []),
    ],
)
def test_a_word_goes_on_as_it_can(known: Dictionary, written: str, offered: list[str]) -> None:
    found = completions(written, known, ["@rivals", "shops"])
    assert [each.text.strip() for each in found] == offered


@pytest.mark.parametrize(
    ("asked", "kept", "left"),
    [
        ("(lid OR carafe*) tone:negative", "(lid OR carafe*)", ("tone:negative",)),
        ("lid AND tone:negative AND intent:complaint", "lid", ("tone:negative", "intent:complaint")),
        ("rating:[1 TO 2] lid status:open", "rating:[1 TO 2] lid", ("status:open",)),
        ("lid language:de", "lid language:de", ()),
        ("lid OR tone:negative", "lid OR tone:negative", ()),  # cannot be taken apart: the form says what is wrong
        ("tone:negative", "", ("tone:negative",)),
    ],
)
def test_a_query_is_made_of_what_can_be_asked_of_posts_as_they_come(asked: str, kept: str, left: tuple[str, ...]):
    assert collectable(asked) == (kept, left)


def test_a_long_query_is_made_without_reading_it_again_for_every_part() -> None:
    asked = " ".join(["lid", *(f"likes:{number} tone:negative" for number in range(40))])
    with patch("listener.explore.narrowing.parse", wraps=parse) as read:
        kept, left = collectable(asked)
    assert (kept.count("likes:"), left) == (40, ("tone:negative",) * 40)
    assert sum(len(call.args[0]) > 100 for call in read.call_args_list) <= 4
