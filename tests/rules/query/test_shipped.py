"""Lists that come along find the harm in six languages, leave idioms alone, and are used like any other part."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import listener.classify.training as training
from rules.query import Filter, Matcher, parse
from rules.query.lint import lint
from rules.query.nodes import Near, Or, Term, walk
from rules.query.shipped import by_language, expression
from storage.errors import QueryError
from storage.records import Query, StoredMention
from tests.worlds.mentions import mention


def stored(text: str) -> StoredMention:
    """A post with this text."""
    return StoredMention(mention=mention(text, language=None))


LANGUAGES = {"en", "de", "fr", "es", "it", "pt"}
EXAMPLES = [
    json.loads(line)
    for line in (Path(training.__path__[0]) / "risk_examples.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("name", by_language())
def test_a_list_is_words_near_each_other_and_nothing_that_adds_nothing(name: str) -> None:
    assert set(by_language()[name]) == LANGUAGES
    assert {type(part) for part in walk(parse(expression(name) or ""))} == {Term, Near, Or}
    said = {doubt.what for each in by_language()[name].values() for doubt in lint(each)}
    assert not {what for what in said if "adds nothing" in what or "stands in the same OR" in what}


@pytest.mark.parametrize(("hand", "few", "share"), [("", 60, 0.9), ("others", 40, 0.65)])
def test_what_the_lists_find_is_what_they_are_named_for(hand: str, few: int, share: float) -> None:
    """Others wrote hard cases on purpose: denials, idioms, and courts and boycotts whose cause is the label."""
    queries = [Query(name=name, brand=name.removeprefix("risk_"), expression=f"@{name}") for name in by_language()]
    matcher, found = Matcher(queries), Counter[tuple[str, bool]]()
    for each in [each for each in EXAMPLES if each.get("by", "") == hand]:
        labels = {match.brand for match in matcher.match(mention(each["text"], language=None))}
        found.update((each["language"], label == each["label"]) for label in labels)
    for language in LANGUAGES:
        right, wrong = found[language, True], found[language, False]
        assert right >= few
        assert right / (right + wrong) >= share, (language, right, wrong)


def test_a_list_stands_beside_near_and_in_a_field() -> None:
    assert Filter("acme NEAR/5 @risk_safety").matches(stored("Acme kettle caught fire")) is not None
    assert Filter("acme NEAR/2 @risk_safety").matches(stored("Acme is a shop where a kettle caught fire")) is None
    assert Filter("title:@risk_safety").matches(stored("a kettle caught fire")) is None
    assert Filter("list:risk_safety").matches(stored("a kettle caught fire")) == (("text", 9, 15), ("text", 16, 20))


def test_its_words_stand_where_its_name_does() -> None:
    node = parse("acme @risk_breach")
    assert {(part.column, part.length) for part in walk(node) if part is not node} == {(0, 4), (5, 12)}
    assert lint("acme @risk_breach") == []


def test_only_the_whole_names_are_taken() -> None:
    assert isinstance(parse("@fraud"), Term)
    assert [doubt.suggestion for doubt in lint("acme @risk_breech")] == ["@risk_breach"]
    assert lint("@acme_support") == []
    with pytest.raises(QueryError, match="risk_boycott"):
        parse("list:boycott")
    with pytest.raises(QueryError, match="not a host name"):
        parse("site:@risk_safety")
