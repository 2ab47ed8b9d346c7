"""Search agrees with collection and never reads without bound."""

import pytest

from listener.trials import search as module
from listener.trials.search import search
from storage.errors import QueryError
from tests.worlds.mentions import NOW, Filled, mention

POSTS = [
    mention("Acme Cola tastes of soap", 1),
    mention("The cola of Acme is fine", 2),
    mention("I like #acme", 3),
    mention("nothing to see", 4),
]


def texts(filled: Filled, expression: str, **options) -> list[str]:
    store = filled(POSTS)
    return [found.stored.mention.text for found in search(store, expression, **options).found]


def test_newest_first_with_the_words_that_matched(filled: Filled):
    answer = search(filled(POSTS), "cola")
    assert [found.stored.mention.text for found in answer.found] == [POSTS[0].text, POSTS[1].text]
    assert answer.found[0].spans == (("text", 5, 9),)
    assert answer.complete


def test_the_index_only_proposes_the_matcher_decides(filled: Filled):
    assert texts(filled, '"acme cola"') == [POSTS[0].text]
    assert texts(filled, "acme") == [POSTS[0].text, POSTS[1].text]


def test_readings_can_be_asked_for(filled: Filled):
    assert texts(filled, "cola AND sentiment:negative") == [POSTS[0].text]
    assert texts(filled, "cola AND sentiment:positive") == []


def test_limit_and_time(filled: Filled):
    assert texts(filled, "cola", limit=1) == [POSTS[0].text]
    assert texts(filled, "cola", until=NOW.replace(hour=11)) == [POSTS[1].text]


def test_saved_lists(filled: Filled):
    assert texts(filled, "@tastes", lists={"tastes": ["soap", "salt"]}) == [POSTS[0].text]


def test_a_search_that_reads_too_much_says_so(filled: Filled, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_READ", 2)
    answer = search(filled(POSTS), "sentiment:negative", limit=50)
    assert (answer.read, answer.complete) == (2, False)


def test_a_wrong_expression_is_refused_with_its_place(filled: Filled):
    with pytest.raises(QueryError) as caught:
        texts(filled, "cola AND (soap")
    assert caught.value.column > 0
