"""An expression grows by a press, and shrinks by another one to what it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from listener.explore.columns import Dictionary, dictionary
from listener.explore.completing import completions
from listener.explore.narrowing import Narrowing, chips, collectable
from listener.explore.place import Place, UnclearPlace
from rules.query import parse
from rules.query.nodes import And, Between, Fact, Node
from storage.errors import QueryError

NOW = datetime(2026, 3, 1, 12, 2, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("expression", ["", "a", "a OR b", "(a OR b) NOT c", "a AND b", '"x y" NEAR/3 z', "NOT a"])
@pytest.mark.parametrize(("field", "value"), [("tone", "negative"), ("source", "Kettle & Cup"), ("rating", "3.7")])
def test_what_is_added_can_be_taken_away(expression: str, field: str, value: str) -> None:
    whole = Narrowing(expression).by(field, value)
    assert whole
    last = chips(whole)[-1]
    assert last.field == field
    assert last.rest == (f"({expression})" if expression == "a OR b" else expression)


@pytest.mark.parametrize("value", ['say "hi"', "a|b", ""])
def test_a_value_that_the_language_would_read_otherwise_is_not_added(value: str) -> None:
    assert Narrowing("a").by("tag", value) is None


def test_a_part_between_operators_leaves_an_expression_behind() -> None:
    for expression in ("a AND tone:negative AND b", "tone:negative AND a", "a AND tone:negative"):
        [chip] = chips(expression)
        parse(chip.rest)
        assert "AND AND" not in chip.rest


PARTS = (
    "a", '"x y"', "NOT c", "-d", "(a OR b)", "a NEAR/3 b", "{Cased}", "foo-AND", "[AND", "/s", "near/4:A,B", "tag:x",
    "(tag:x)", "(rating:3)^2", "tag:(x)", "rating:[1 TO 3]", "ATLEAST5 tag:x", '"AND"tag:x', "title:(a OR b)",
)  # fmt: skip
JOINTS = (" ", " AND ", " AND <<<what AND why>>> ", " <<<AND>>> AND ", " AND(tag:y)AND ")


@given(
    first=st.sampled_from(PARTS), more=st.lists(st.tuples(st.sampled_from(JOINTS), st.sampled_from(PARTS)), max_size=5)
)
def test_whatever_is_taken_away_or_added_the_rest_is_asked_as_before(first: str, more: list[tuple[str, str]]) -> None:
    expression = first + "".join(joint + part for joint, part in more)
    try:
        asked = _asked(expression)
    except QueryError:
        assume(False)
    for number, chip in enumerate(chips(expression)):
        kept = [part for part in asked if not isinstance(part, Fact | Between)]
        fields = [part for part in asked if isinstance(part, Fact | Between)]
        del fields[number]
        rest = _asked(chip.rest)
        assert sorted(map(_bare, rest)) == sorted(map(_bare, [*kept, *fields])), chip
    whole = Narrowing(expression).by("source", "Kettle & Cup")
    assert whole
    assert _bare(_asked(whole)[-1]) == _bare(parse('source:"Kettle & Cup"', dialect="filter"))


def _asked(expression: str) -> Sequence[Node]:
    """What must all hold."""
    node = parse(expression, dialect="filter") if expression else And(parts=(), column=0, length=0)
    return node.parts if isinstance(node, And) and not node.bracketed else (node,)


def _bare(node: Node) -> str:
    """It without the places of its parts."""
    return re.sub(r"(column|length)=\d+", "", repr(node))


def test_an_expression_of_hundreds_of_parts_is_read_as_often_as_a_short_one() -> None:
    long = " ".join(f"tag:a{number}" for number in range(300))
    with patch("listener.explore.narrowing.parse", wraps=parse) as read:
        found = chips(long)
        assert (len(found), found[7].rest.count("tag:"), found[7].text) == (300, 299, "tag:a7")
        narrowing = Narrowing(long)
        assert all(narrowing.by("language", each) for each in ("de", "en", "fr", "nl", "it"))
    assert sum(len(call.args[0]) > 100 for call in read.call_args_list) <= 3


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
