"""The matcher agrees with the slow evaluator on random queries and texts, and the index never hides a match.

`LISTENER_QUERY_PAIRS=100000` makes it thorough, and takes about ten minutes.
"""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.query import Filter, Matcher, parse, tokens
from rules.query.signs import closing
from rules.query.tokens import Tokens
from storage.intake.links import untagged
from storage.records import Mention, Query, StoredMention
from tests.rules.query import slow
from tests.worlds.posts import a_mention

TEXTS_EACH = 8
PAIRS = int(os.environ.get("LISTENER_QUERY_PAIRS", "2000"))
pytestmark = pytest.mark.timeout(180 if PAIRS <= 10_000 else 1800)
_ATOMS = """
apple Apple APPLE apples app a A b juice #apple #Apple @apple #app_le @ap.le café cafe CAFÉ cafe\u0301 Über uber
straße STRASSE ﬁn fin Ａｐｐ İs is ı ёлка елка мой мои ا أ كتاب کتاب مَر مر שָׁ ש हिन्दी हिन ไทย ท ภา 苹 果 苹果 手机
か が ｶﾞ ガ 삼성 삼 성 👍 👍🏽 👎 ❤ ❤️ 👩‍💻 👩 🇩🇪 🇫🇷 1️⃣ 1 ap\u200bple a\u00adpp ﷺ #苹果 @苹 ＃app x_y _ ™
A&T a&b a+b C++ C# c# C .NET .net $app $A b+ #a#b #苹#果 苹#果#a I ı İ Αθήνα ΑΘΗΝΑ ΜΑΪΟΣ μάιος http://a.b/app
"""
ATOMS = _ATOMS.split()
GAPS = st.sampled_from(
    [" ", " ", " ", "", "\u200b", "-", ", ", "\n", "\ufe0f", "\u0301", "*", "?", "\ud800", "#", "+", " & ", "$", "."]
)
WORDS = st.sampled_from(ATOMS)
TEXTS = st.lists(st.tuples(WORDS, GAPS), max_size=9).map(lambda parts: "".join(word + gap for word, gap in parts))
LANGUAGES = st.sampled_from(["en", "de", None])
MENTIONS = st.builds(
    lambda text, title, language, rating: a_mention(
        text, title=title, language=language, url="https://apple.example/cafe", **({"rating": rating} if rating else {})
    ),
    TEXTS,
    st.one_of(st.just(""), TEXTS),
    LANGUAGES,
    st.sampled_from([None, 1, 3, 5]),
)


def searchable(word: str) -> bool:
    """Whether a word is more than signs, and stays one term when written without quotes."""
    return bool(slow.tokens(word)) and not set(word) & set('"(){}*?')


TERM = WORDS.filter(searchable)
PLAIN = TERM.filter(lambda word: not word.startswith(("@", "~", "-")))
WILD = st.sampled_from(["app*", "a*e", "ap?le", "#app*", "caf?", "café*", "stra*e", "1*", "мо?", "ａ*", "a*p*e"])
PHRASE = st.builds(
    lambda words, slop: '"' + " ".join(words) + '"' + ("" if slop is None else f"~{slop}"),
    st.lists(TERM, min_size=1, max_size=4),
    st.sampled_from([None, None, 0, 1, 3]),
)
CASED = PLAIN.map(lambda word: f"{{{word}}}")
WORDY = st.one_of(PLAIN, PLAIN, TERM, WILD, PHRASE, CASED, TERM.map(lambda word: f'title:"{word}"'))
SIGN = st.sampled_from(["NEAR/0", "NEAR/1", "NEAR/3", "NEAR/2f", "NEAR", "ONEAR/1"])


def joined(parts: list[str], signs: list[str]) -> str:
    """`a SIGN b SIGN c`."""
    pairs = [f"{sign} {part}" for sign, part in zip(signs, parts[1:], strict=False)]
    return f"({' '.join([parts[0], *pairs])})"


OPERAND = st.recursive(
    WORDY,
    lambda inner: st.one_of(
        st.builds(joined, st.lists(inner, min_size=2, max_size=3), st.lists(SIGN, min_size=2, max_size=2)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
    ),
    max_leaves=5,
)
POSITIVE = st.one_of(
    OPERAND, OPERAND, st.sampled_from(["language:en", "language:en|de", "rating:[2 TO 4]", "url:cafe"])
)
EXPRESSIONS = st.recursive(
    POSITIVE,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' AND '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
        st.builds(lambda one, other: f"({one} NOT {other})", inner, inner),
        st.builds(lambda one, other: f"({one} {other})", inner, inner),
    ),
    max_leaves=6,
)


FEW = st.sampled_from(["a", "a", "b", "苹", "果"])
FEW_TEXTS = st.lists(st.sampled_from(["a ", "b ", "x ", "x ", "苹", "果"]), max_size=12).map("".join)
FEW_PHRASES = st.builds(
    lambda words, slop: f'"{" ".join(words)}"~{slop}', st.lists(FEW, min_size=2, max_size=3), st.integers(0, 3)
)
FEW_WORDY = st.one_of(FEW, FEW, FEW_PHRASES, st.just("苹果"), st.just("(a OR 苹)"))
CLOSE = st.builds(joined, st.lists(FEW_WORDY, min_size=2, max_size=3), st.lists(SIGN, min_size=2, max_size=2))
NEARBY = st.one_of(
    FEW_PHRASES,
    CLOSE,
    st.builds(
        joined, st.lists(st.one_of(FEW_WORDY, CLOSE), min_size=2, max_size=3), st.lists(SIGN, min_size=2, max_size=2)
    ),
)


def agree(expression: str, mentions: list[Mention]) -> None:
    """Matcher and filter give the definition's verdict and spans, and what matches is found through the index."""
    node = parse(expression)
    matcher = Matcher([Query(name="q", brand="b", expression=expression)])
    search = Filter(expression)
    for mention in mentions:
        expected = slow.verdict(node, mention)
        found = matcher.match(mention)
        assert [list(match.spans) for match in found] == ([] if expected is None else [expected])
        assert search.matches(StoredMention(mention=mention)) == (None if expected is None else tuple(expected))
        if expected is not None:
            indexed = set(tokens(mention).split(" "))
            assert all(indexed.intersection(group) for group in search.lookup)


THOROUGH = settings(
    max_examples=PAIRS // TEXTS_EACH // 2,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


@THOROUGH
@given(EXPRESSIONS, st.lists(MENTIONS, min_size=TEXTS_EACH, max_size=TEXTS_EACH))
def test_matcher_and_definition_agree(expression: str, mentions: list[Mention]) -> None:
    agree(expression, mentions)


@THOROUGH
@given(NEARBY, st.lists(FEW_TEXTS, min_size=TEXTS_EACH, max_size=TEXTS_EACH))
def test_they_agree_on_words_near_each_other(expression: str, texts: list[str]) -> None:
    agree(expression, [a_mention(text) for text in texts])


@settings(max_examples=60, deadline=None)
@given(st.lists(EXPRESSIONS, min_size=1, max_size=12), MENTIONS)
def test_many_queries_at_once_are_each_of_them(expressions: list[str], mention: Mention) -> None:
    queries = [Query(name=str(number), brand="b", expression=text) for number, text in enumerate(expressions)]
    alone = [match for query in queries for match in Matcher([query]).match(mention)]
    assert list(Matcher(queries).match(mention)) == alone


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=30), TEXTS))
def test_every_token_of_a_text_finds_itself(text: str) -> None:
    cut = Tokens(text)
    for number, (start, end) in enumerate(cut.places):
        # A letter before + or # is another name, which is asked for with its sign, but for the # of a link.
        search = Filter(f'"{text[start:end]}{closing(untagged(text)[end:])}"')
        spans = search.matches(StoredMention(mention=a_mention(text)))
        assert spans is not None, (number, text[start:end])
        assert any(first <= start and end <= last for _, first, last in spans)
        assert all(set(tokens(a_mention(text)).split(" ")).intersection(group) for group in search.lookup)
        assert Matcher([Query(name="q", brand="b", expression=search.expression)]).match(a_mention(text))
