"""Searches and dashboards: the fields of stored mentions, NOT alone, and index look-ups."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.query import Filter, lookup, parse, tokens
from storage.errors import QueryError
from storage.records import Author, Classification, Filed, Match, Reading, Scope, Sighting, StoredMention
from tests.worlds.posts import NOW, a_mention

STORED = StoredMention(
    mention=a_mention("Acme is broken", url="https://forum.example.com/1", extra={"reach": 900}),
    sightings=(Sighting(mention_id=1, source="Forum feed", native_id="1", first_seen=NOW, digest=""),),
    matches=(Match(query="acme products", brand="Acme"),),
    classification=Classification(
        model="m",
        heads={
            "sentiment": Reading(label="negative", probability=0.9),
            "intent": Reading(label="complaint", probability=0.8),
            "topic:delivery": Reading(label="yes", probability=0.8),
            "topic:late delivery": Reading(label="yes", probability=0.8),
            "topic:price": Reading(label="no", probability=0.8),
            "risk": Reading(label="breach", probability=0.8),
            "risk:allergy": Reading(label="yes", probability=0.8),
            "Churn": Reading(label="yes", probability=0.8),
        },
        toward={"Acme": Reading(label="negative", probability=0.9)},
        language="de",
    ),
    filed=Filed(status="open", tags=("Urgent", "hardware")),
)
TONES = ("negative", "neutral", "positive")


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("acme sentiment:negative", True),
        ("acme sentiment:positive", False),
        ("sentiment:negative|neutral", True),
        ("intent:complaint", True),
        ("emotion:anger", False),
        ("toward:negative", True),
        ("tone:negative", True),
        ("tone:NEG", True),
        ("tone:positive", False),
        ("NOT sentiment:positive", True),
        ("NOT acme", False),
        ("topic:delivery", True),
        ('topic:"Late Delivery"', True),
        ("topic:price", False),
        ("risk:delivery", False),
        ("risk:breach", True),
        ("risk:(safety OR breach)", True),
        ("risk:none", False),
        ("risk:allergy", True),
        ('label:"topic:delivery"', True),
        ("label:churn", True),
        ("label:sentiment", False),
        ("language:de", True),
        ("language:en", False),
        ("status:open", True),
        ("status:closed", False),
        ("tag:urgent tag:hardware", True),
        ("NOT tag:spam", True),
        ("reach:[500 TO 1000]", True),
        ("reach:[1000 TO *]", False),
        ('source:"forum feed"', True),
        ("brand:acme", True),
        ('query:"acme products"', True),
        ("query:other", False),
        ("site:example.com broken", True),
    ],
)
def test_fields_of_stored_mentions(expression: str, holds: bool) -> None:
    assert (Filter(expression).matches(STORED) is not None) == holds


def test_the_language_of_the_source_goes_before_the_detected_one() -> None:
    said = StoredMention(
        mention=a_mention("x", language="de-AT"), classification=Classification(model="m", language="en")
    )
    assert Filter("language:de").matches(said) is not None
    assert Filter("language:en").matches(said) is None


def test_spans_come_along() -> None:
    assert Filter("broken sentiment:negative").matches(STORED) == (("text", 8, 14),)


def test_nothing_is_known_of_what_was_not_read() -> None:
    unread = StoredMention(mention=a_mention("acme"))
    assert Filter("sentiment:negative OR status:open OR tag:x OR reach:[0 TO *]").matches(unread) is None


def test_collection_queries_refuse_these_fields() -> None:
    for name in ("sentiment", "status", "tag"):
        with pytest.raises(QueryError, match="searches and dashboards"):
            parse(f"{name}:neutral")


@pytest.mark.parametrize(
    ("expression", "groups"),
    [
        ("Acme", (("acme",),)),
        ('"Acme Phone" NOT case', (("acme",), ("phone",))),
        ("(acme OR zenith) broken", (("acme", "zenith"), ("broken",))),
        ("acme OR (zenith broken)", (("acme", "zenith"),)),
        ("苹果手机", (("苹果",), ("果手",), ("手机",))),
        ("#Acme 👍🏽", (("#acme",), ("👍",))),
        ("site:example.com/news acme", (("site:example.com",), ("acme",))),
        ("author:@Joe", (("author:joe",),)),
        ("complain*", ()),
        ("acme OR complain*", ()),
        ("NOT acme", ()),
        ("sentiment:negative", ()),
        ("苹", ()),
    ],
)
def test_index_groups(expression: str, groups: tuple[tuple[str, ...], ...]) -> None:
    found = lookup(expression)
    assert {frozenset(group) for group in found} == {frozenset(group) for group in groups}


def test_the_index_holds_what_is_matched() -> None:
    mention = a_mention(
        "Café #Acme @Joe_x 我爱苹果 茶 👍🏽 ap\u200bple ﷺ",
        title="Straße",
        url="https://News.Example.com/x",
        author={"handle": "Jo É", "name": "Ann Lee"},
    )
    held = tokens(mention)
    assert set(held.split(" ")) >= {"cafe", "#acme", "@joe_x", "我爱", "爱苹", "苹果", "茶", "👍", "apple", "strasse"}
    assert set(held.split(" ")) >= {"site:news.example.com", "site:example.com", "author:jo_e", "author:ann_lee"}
    assert held == " ".join(held.split())
    assert mention.author == Author(handle="Jo É", name="Ann Lee")


def test_tone_is_meant_toward_the_brand_of_the_scope() -> None:
    answer = Classification(
        model="m",
        heads={"sentiment": Reading(label="neutral", probability=0.9)},
        toward={"Acme": Reading(label="negative", probability=0.9)},
    )
    matches = (Match(query="acme products", brand="Acme"), Match(query="bolt", brand="Bolt"))
    both = replace(STORED, classification=answer, matches=matches)
    asked = (Scope.ALL, Scope.brand("Acme"), Scope.query("acme products"), Scope.brand("Bolt"), Scope.query("bolt"))
    held = {label: [Filter(f"tone:{label}").matches(both, scope=one) is not None for one in asked] for label in TONES}
    assert held == {
        "negative": [True, True, True, False, False],
        "neutral": [True, False, False, True, True],
        "positive": [False] * 5,
    }
