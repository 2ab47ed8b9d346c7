"""Posts from a pipe are matched with any field of a mention."""

import json

import pytest

from listener.trials.matches import verdicts
from storage.errors import QueryError


def verdict(expression: str, **post: object) -> dict:
    (answer,) = verdicts([json.dumps(post).encode()], expression, {})
    return answer


def test_spans_count_code_points_of_the_text():
    assert verdict("acme", text="👩‍👩‍👧 Acme") == {"match": True, "spans": [["text", 6, 10]]}


@pytest.mark.parametrize(
    ("expression", "post"),
    [
        ("title:recall acme", {"title": "Recall", "text": "Acme"}),
        ("acme author:ada", {"text": "acme", "author": "@ada"}),
        ("acme author:ada", {"text": "acme", "author": {"handle": "ada"}}),
        ("acme rating:[1 TO 2]", {"text": "acme", "rating": 2}),
        ("acme rating:[1 TO 2]", {"text": "acme", "rating": {"value": 2, "best": 5}}),
        ("acme site:example.org", {"text": "acme", "url": "https://news.example.org/1"}),
        ("acme language:de", {"text": "acme", "language": "de"}),
        ("acme source:forum", {"text": "acme", "source": "forum"}),
    ],
)
def test_fields_of_a_mention(expression: str, post: dict):
    assert verdict(expression, **post)["match"] is True
    assert verdict(expression, text="acme")["match"] is False


@pytest.mark.parametrize(
    "post", [{"text": 5}, {"text": "x", "kind": "rumour"}, {"text": "x", "rating": "good"}, {"text": "x", "author": 7},
             {"text": "x", "engagement": [1]}, {"text": "x", "published_at": "soon"}, {"text": "x", "extra": [1]}]
)  # fmt: skip
def test_what_is_no_post_gets_an_error(post: dict):
    assert verdict("x", **post)["error"]


def test_the_id_is_given_back_and_a_wrong_expression_refused():
    assert verdict("acme", text="no", id=5) == {"id": 5, "match": False, "spans": []}
    with pytest.raises(QueryError):
        verdict("(acme", text="acme")
