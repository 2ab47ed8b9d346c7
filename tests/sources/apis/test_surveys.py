"""Ratings keep the scale on which they were asked, however a place writes its choices."""

from __future__ import annotations

import pytest

from sources.apis.item import UnusableError
from sources.apis.surveys import Form, Question, rating_question, scale_of
from storage.records import Rating

NPS = Question(title="Would you tell a friend?", scale=(0, 10))
EASE = Question(title="How easy was it?", scale=(1, 7))


@pytest.mark.parametrize(
    ("labels", "weights", "expected"),
    [
        ([str(n) for n in range(11)], [-100.0] * 7 + [0.0, 0.0, 100.0, 100.0], list(range(11))),
        (["0 - not at all", "1", "2 (very)"], [None, None, None], [0, 1, 2]),
        (["Bad", "Fine", "Great"], [10.0, 20.0, 30.0], [10, 20, 30]),
        (["Schlecht", "Gut"], [None, None], [1, 2]),
        (["1 of 5", "2 of 5"], [1.0, 2.0], [1, 2]),
        (["5 Sterne", "4 Sterne", "3 Sterne"], [1.0, 2.0, 3.0], [5, 4, 3]),
        (["very bad", "bad", "good"], [0.0, 0.0, 1.0], [1, 2, 3]),
    ],
)
def test_choices_stand_for_the_numbers_that_people_saw(
    labels: list[str], weights: list[float | None], expected: list[int]
):
    assert scale_of(labels, weights) == expected


def test_the_question_that_rates_is_the_one_from_0_to_10():
    assert rating_question({"a": EASE, "b": NPS}) == "b"
    assert rating_question({"a": EASE, "c": Question(title="Why?")}) == "a"
    assert rating_question({"c": Question(title="Why?")}) is None


def test_a_form_says_what_was_rated_and_keeps_the_rest():
    form = Form(words=["It leaks", "", "and drips"], numbers={"a": 6, "b": 3}, others={"Where?": "Shop"})
    found = form.fields({"a": EASE, "b": NPS}, None)
    assert found["text"] == "It leaks\nand drips"
    assert found["rating"] == Rating(value=3, worst=0, best=10)
    assert found["extra"] == {
        "question": NPS.title,
        "answers": {EASE.title: 6, NPS.title: 3, "Where?": "Shop"},
    }
    assert form.fields({"a": EASE, "b": NPS}, "a")["rating"] == Rating(value=6, worst=1, best=7)


def test_a_question_that_was_left_out_rates_nothing():
    found = Form(words=["fine"], numbers={"a": 6}).fields({"a": EASE, "b": NPS}, "b")
    assert found["rating"] is None
    assert "question" not in found["extra"]


def test_a_form_in_which_nothing_was_said_is_refused():
    with pytest.raises(UnusableError):
        Form(words=[" "]).fields({"b": NPS}, None)
