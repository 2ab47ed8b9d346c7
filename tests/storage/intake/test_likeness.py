"""When two texts are equal, one a part of the other, or half the same."""

from __future__ import annotations

import pytest

from storage.intake.likeness import contained, equal, half_shared, shingles

LONG = "The new Acme kettle caught fire in our kitchen this morning and nobody at support picks up the phone"
OTHER = "We went to the lake on Sunday with the children and the dog, and it rained for most of the afternoon"
CHINESE = "今天早上新買的水壺在廚房裡著火了客服電話一直沒有人接聽"


@pytest.mark.parametrize(
    ("first", "second", "are"),
    [
        ("Acme broke", "acme  BROKE\n", True),
        ("Acme broke", "Acme broke!", False),
        ("Acme https://a.example/1", "Acme https://a.example/2", False),
        ("", "", True),
        ("", "Acme", False),
    ],
)
def test_equal(first: str, second: str, are: bool) -> None:
    assert equal(first, second) is equal(second, first) is are


@pytest.mark.parametrize(
    ("part", "whole", "is_part"),
    [
        ("The new Acme kettle caught fire…", LONG, True),
        ("RT @joe: nobody at support picks up the phone https://t.example/x", LONG, True),
        ("在廚房裡著火了客服", CHINESE, True),
        ("great app", "Great app, until it deletes my photos", False),
        ("", LONG, False),
        ("@joe https://t.example/x", LONG, False),
        ("the new kettle of Acme", LONG, False),
    ],
)
def test_contained(part: str, whole: str, is_part: bool) -> None:
    assert contained(part, whole) is contained(whole, part) is is_part


@pytest.mark.parametrize(
    ("first", "second", "are"),
    [
        (LONG, LONG.replace("this morning", "today").replace("phone", "telephone"), True),
        (LONG, f"{LONG}. {OTHER}", True),
        (LONG, OTHER, False),
        (CHINESE, CHINESE.replace("今天早上", "昨晚"), True),
        (CHINESE, "昨天我們去了湖邊孩子們和狗都很開心下午一直下雨", False),
        ("Acme app is great", "Acme app is bad", False),
        ("ok", "ok", True),
        ("ok", "OK", True),
        ("Acme 5.1 fixes printing for everybody.", "Acme 5.2 deletes the files of everybody.", False),
    ],
)
def test_half_shared(first: str, second: str, are: bool) -> None:
    assert half_shared(first, second) is half_shared(second, first) is are


def test_half_is_half_of_the_shorter_ones_shingles() -> None:
    eight = "one two three four five six seven eight nine"  # eight pairs of words
    assert half_shared(eight, "one two three four five x y z w v")
    assert not half_shared(eight, "one two three four x y z w v")


def test_a_shingle_is_two_words_or_three_characters() -> None:
    assert shingles(["my", "new", "kettle"]) == {("my", "new"), ("new", "kettle")}
    assert ("水", "壺", "在") in shingles(list(CHINESE))
