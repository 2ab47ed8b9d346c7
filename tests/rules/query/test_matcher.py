"""Many queries at once: order, candidates, what sources are asked for; and time that grows with the text alone."""

from __future__ import annotations

import subprocess
import sys
from time import process_time

import pytest

from rules.query import Matcher
from storage.errors import QueryError
from storage.records import Query
from tests.worlds.posts import a_mention, match, words


def queries(*expressions: str) -> list[Query]:
    """Queries named by their number."""
    return [Query(name=str(number), brand="b", expression=text) for number, text in enumerate(expressions)]


def test_matches_come_in_the_order_of_the_queries() -> None:
    matcher = Matcher(queries("zenith", "language:en", "acme", "juice", "acm*"))
    found = matcher.match(a_mention("acme beats zenith", language="en"))
    assert [each.query for each in found] == ["0", "1", "2", "4"]


def test_no_queries_match_nothing() -> None:
    assert Matcher([]).match(a_mention("acme")) == ()


def test_a_wrong_query_is_refused() -> None:
    with pytest.raises(QueryError):
        Matcher(queries("acme", "(zenith"))


def test_spans_overlap_never_and_stand_in_order() -> None:
    mention = a_mention("new york times", title="York")
    found = match('"york times" OR "new york" OR york', mention)
    assert words(found, mention) == ["York", "new york times"]


def test_hostile_texts_are_only_texts() -> None:
    for text in ("\ud800acme\udfff", "\x00acme\x00", "acme" + "\u0301" * 5_000, "#" * 1_000 + " acme", "\u202eacme"):
        assert match("acme", a_mention(text)) is not None or "\u0301" in text or text.startswith("#")
    assert match("acme*", a_mention("acme" + "\u0301" * 5_000)) is not None


@pytest.mark.parametrize(
    ("expressions", "groups"),
    [
        (["acme"], {("acme",)}),
        (['"acme phone" OR zenith'], {("acme phone",), ("zenith",)}),
        (["acme AND (phone OR laptop) NOT juice"], {("acme", "phone"), ("acme", "laptop")}),
        (["acme NEAR/3 broken"], {("acme", "broken")}),
        (["acme AND complain*"], {("acme",)}),
        (["acme", "acme phone", "zenith"], {("acme",), ("zenith",)}),
        (["acme OR complain*"], {()}),
        (["language:en"], {()}),
        (["#acme site:example.com"], {("#acme",)}),
        (['"acme phone"~3'], {("acme", "phone")}),
        (["source:play"], set()),
        (["source:play", "acme"], {("acme",)}),
        (["source:play OR acme OR (source:shop rating:[1 TO 2])"], {("acme",)}),
        (["acme source:hn"], {("acme",)}),
        (["acme (source:hn OR phone)"], {("acme",)}),
        (["language:en NOT source:play"], {()}),
        (["language:en", "source:play"], {()}),
        ([], set()),
    ],
)
def test_what_sources_are_asked_for(expressions: list[str], groups: set[tuple[str, ...]]) -> None:
    assert {tuple(sorted(group)) for group in Matcher(queries(*expressions)).ask.groups} == {
        tuple(sorted(group)) for group in groups
    }


def test_asking_stays_small() -> None:
    wide = " ".join(f"({' OR '.join(f'w{a}x{b}' for b in range(30))})" for a in range(6))
    assert len(Matcher(queries(wide)).ask.groups) <= 64


WORST = {
    "near over one word": " NEAR/9 ".join(["a"] * 6),
    "near of near": "((a NEAR/9 a) NEAR/9 a) NEAR/9 ((a NEAR/9 a) NEAR/9 a)",
    "sloppy": '"a a a a a"~50',
    "phrase of one word": '"' + "a " * 20 + '"',
    "stars": "a*a*a*a*a*a*a*b",
    "many wildcards": " OR ".join(f"a*{number}*b" for number in range(100)),
}


@pytest.mark.parametrize("name", WORST)
@pytest.mark.parametrize("unit", ["a ", "a", "苹", "a\u0301\u200b", "👩\u200d", "#a@"])
def test_time_is_linear_in_the_text(name: str, unit: str) -> None:
    matcher = Matcher(queries(WORST[name]))

    def seconds(length: int) -> float:
        mention = a_mention("a " + unit * (length // len(unit)))
        best = float("inf")
        for _ in range(3):
            start = process_time()
            matcher.match(mention)
            best = min(best, process_time() - start)
        return best

    small, large = seconds(1_000), seconds(8_000)
    assert large < 8 * 6 * small + 0.05


def test_importing_the_language_is_cheap() -> None:
    code = "import rules.query, sys; print([m for m in ('lark', 'ahocorasick_rs', 'numpy') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
