"""`listener evaluate`: how well labelled texts are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.worlds.terminal import run

pytestmark = pytest.mark.usefixtures("config")


REVIEWS = """body,tone,shop
"I love this coffee, it is wonderful",positive,north
"What a great product, works perfectly",positive,south
"Terrible service, I am so angry",negative,north
"Awful. Broken on arrival, never again",negative,south
"""


def test_a_table_of_ones_own_is_measured_by_class_and_group():
    Path("reviews.csv").write_text(REVIEWS, encoding="utf-8")
    words = ("evaluate", "reviews.csv", "--text", "body", "--label", "tone", "--by", "shop")
    report = json.loads(run(*words, "--json").stdout)
    assert (report["head"], report["count"], report["accuracy"], report["coverage"]) == ("sentiment", 4, 1.0, 1.0)
    assert {shop: group["count"] for shop, group in report["by"]["shop"].items()} == {"north": 2, "south": 2}
    shown = run(*words).stdout
    assert "4 texts, 100.0\u202f% answered" in shown
    assert "calibration error" in shown


def test_what_cannot_be_measured_is_said():
    Path("reviews.csv").write_text("text,label\nGreat,positive\n", encoding="utf-8")
    assert "no head 'mood'" in run("evaluate", "reviews.csv", "--head", "mood", code=1).stderr
    run("evaluate", "none.csv", code=1)
