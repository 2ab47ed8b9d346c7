"""Wrong expressions are refused with a place and a way out; nothing crashes, hangs or exhausts the stack."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.query import parse
from rules.query.lint import lint
from rules.query.nodes import And, Near, Not, Or, Step, Term
from storage.errors import QueryError

SIGNS = [
    "(",
    ")",
    '"',
    "{",
    "}",
    "<<<",
    ">>>",
    "AND",
    "OR",
    "NOT",
    "NEAR/5",
    "near/4:a,b",
    "~5",
    "-",
    "*",
    "?",
    "[",
    "]",
]
WORDS = [
    "title:",
    "rating:",
    "[1 TO 2]",
    "site:",
    "foo:",
    "apple",
    "苹果",
    "👍",
    "#x",
    "@x",
    " ",
    "\n",
    "\x00",
    "|",
    ",",
    "🏽",
]
PIECES = st.sampled_from([*SIGNS, *WORDS])
SOUP = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=20).map("".join), st.lists(PIECES).map(" ".join))

WRONG = {
    "": (0, "empty"),
    "   ": (0, "empty"),
    "<<<only a comment>>>": (20, "word was expected"),
    "(apple": (0, "never closed"),
    "apple)": (5, "closes nothing"),
    'apple "juice': (6, "quote is never closed"),
    "{BT": (0, "never closed"),
    "BT}": (2, "closes nothing"),
    "apple <<<fruit": (6, "comment is never closed"),
    "apple <<<fruit>>> {a{b} ": (18, "cannot be read"),
    "apple AND": (9, "word was expected"),
    "AND apple": (0, "both sides"),
    "apple OR OR juice": (9, "both sides"),
    "apple NEAR/5": (12, "word was expected"),
    "apple ()": (7, "missing before this bracket"),
    "NOT apple": (0, "nothing to subtract from"),
    "apple OR NOT juice": (9, "nothing to subtract from"),
    "-apple": (0, "nothing to subtract from"),
    "NOT (apple AND juice)": (0, "nothing to subtract from"),
    "apple *": (6, "wildcard"),
    '"!!!"': (0, "nothing to search for"),
    'apple OR +""': (9, "nothing to search for"),
    'apple ++""': (6, "nothing to search for"),
    '!""': (0, "nothing to search for"),
    "apple & juice": (6, "nothing to search for.*write AND"),
    "apple || juice": (6, "write OR"),
    "hashtags:juice": (0, "#word"),
    "mention:juice": (0, "@name"),
    "(a OR b)~5": (8, "phrase in quotes"),
    "langage:en": (0, "did you mean language"),
    "re:invent": (0, "in quotes"),
    "sentiment:negative": (0, "searches and dashboards"),
    "language:pirate": (9, "code or a name such as en"),
    "rating:good": (7, "range such as"),
    "rating:[5 TO 3]": (7, "smaller number first"),
    "apple [1 TO 2]": (6, "belongs to a field"),
    "site:[1 TO 2]": (5, "takes no range"),
    "engagementType:LIKE": (15, "one of COMMENT, REPLY"),
    "author:list:fruit": (7, "written @name"),
    "label:topic:delivery": (6, "with a colon stands in quotes"),
    "title:": (6, "word was expected"),
    "title:(author:joe)": (7, "close the bracket"),
    'site:"x y"': (5, "not a host name"),
    "site:(a NEAR/2 b)": (6, "NEAR joins words"),
    "apple NEAR/3 (NOT juice)": (13, "NEAR joins words"),
    "apple NEAR/3 language:en": (13, "NEAR joins words"),
    "list:fruit": (5, "no list"),
}


@pytest.mark.parametrize("expression", WRONG)
def test_wrong_expressions_are_refused_at_their_place(expression: str) -> None:
    column, what = WRONG[expression]
    with pytest.raises(QueryError, match=what) as caught:
        parse(expression)
    assert (caught.value.column, caught.value.expression) == (column, expression)


def refusal(expression: str) -> QueryError | None:
    """Why an expression is refused."""
    try:
        lint(expression)
    except QueryError as error:
        return error
    return None


@settings(max_examples=1000, deadline=timedelta(seconds=10))
@given(SOUP)
def test_no_input_crashes_and_every_error_has_a_place(expression: str) -> None:
    error = refusal(expression)
    assert error is None or (0 <= error.column <= len(expression) and error.what)


def test_not_binds_closest_then_near_then_and_then_or() -> None:
    node = parse("a OR b NEAR/2 c d NOT e")
    assert isinstance(node, Or)
    both = node.parts[1]
    assert isinstance(both, And)
    assert [type(part) for part in both.parts] == [Near, Term, Not]


def test_near_in_every_spelling() -> None:
    steps = {"NEAR/5": (5, False), "NEAR/2f": (2, True), "NEAR": (4, False), "ONEAR": (4, True), "ONEAR/7": (7, True)}
    for sign, (words, ordered) in steps.items():
        node = parse(f"a {sign} b")
        assert isinstance(node, Near)
        assert node.steps == (Step(words=words, ordered=ordered),)


def test_other_products_spellings_mean_the_same() -> None:
    def shape(expression: str) -> str:
        return re.sub(r"(column|length|bracketed)=\w+", "", repr(parse(expression)))

    assert shape("apple AND NOT juice") == shape("apple NOT juice") == shape("apple -juice")
    assert shape("apple NEAR/4 juice") == shape("apple NEAR juice") == shape("near/4:apple,juice")
    assert shape("apple NEAR/3f juice") == shape("apple ONEAR/3 juice")
    assert shape('apple -site:"www.example.com"') == shape("apple NOT site:example.com")
    assert shape("“apple juice”") == shape('"apple juice"')


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("(" * 65 + "a" + ")" * 65, "nested more than 64"),
        ("(" * 100_000 + "a" + ")" * 100_000, "limit is 200,000|nested more"),
        ("a " + "NOT " * 40_000 + "b", "NOT is repeated"),
        ("a -" + "NOT " * 1_000 + "b", "NOT is repeated"),
        ("a " * 25_000, "25,000 terms"),
        (" OR ".join(["app*"] * 501), "501 terms with wildcards"),
        (" NEAR/1 ".join(["a"] * 21), "21 operands"),
        ('"' + "a " * 21 + '"~3', "at most 20 words"),
        ('"' + "a " * 201 + '"', "201 words is too long"),
        ("a" * 200_001, "limit is 200,000"),
    ],
)
def test_what_would_be_too_expensive_is_refused_with_the_reason(expression: str, what: str) -> None:
    with pytest.raises(QueryError, match=what):
        parse(expression)


def test_large_but_fair_expressions_are_taken() -> None:
    terms = parse(" OR ".join(f"term{number}" for number in range(5_000)))
    assert isinstance(terms, Or)
    assert len(terms.parts) == 5_000
    assert parse("(" * 64 + "a" + ")" * 64)
    assert parse("(a OR b NEAR/2 c NOT (d " * 32 + "e" + "))" * 32), "which no NOT repeats"
