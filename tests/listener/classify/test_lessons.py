"""Corrections and own labels of an installation: kept, adopted only when better, used from the next batch on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from listener.classify.base import Extensions, Item
from listener.classify.bundled import Bundled
from listener.classify.lessons import (
    BACKGROUND,
    all_corrections,
    correct,
    labelled,
    own_label,
    pairs,
    reread,
    without,
)
from listener.classify.taught import Shelf, digest
from listener.classify.teach import untaught
from listener.classify.worker import classify_batch
from listener.pipeline.classify import item
from storage.errors import ListenerError
from storage.records import Classification, StoredMention
from tests.worlds.examples import DELIVERY, OTHER
from tests.worlds.mentions import mention


@pytest.fixture
def shelf(tmp_path: Path, model: Bundled) -> Shelf:
    return Shelf(tmp_path / "taught", model.manifest.files["model.onnx"])


def heads(shelf: Shelf, text: str) -> dict[str, str]:
    (reading,) = classify_batch("bundled", [Item(text=text)], extensions=Extensions(taught=str(shelf.folder)))
    return {name: answer.label for name, answer in reading.heads.items()}


def test_two_corrections_hold_for_their_texts_only(model: Bundled, shelf: Shelf) -> None:
    before = heads(shelf, OTHER[0])
    outcome = correct(model, shelf, "intent", [(DELIVERY[0], "news"), (DELIVERY[1], "spam")], [])
    assert (outcome.lesson, outcome.adopted) == (None, False)
    assert (heads(shelf, DELIVERY[0])["intent"], heads(shelf, DELIVERY[1])["intent"]) == ("news", "spam")
    assert heads(shelf, OTHER[0]) == before


def test_what_is_no_better_is_not_adopted_yet_corrects(model: Bundled, shelf: Shelf) -> None:
    wrong = [(text, ("news", "spam", "cancel")[i % 3]) for i, text in enumerate(DELIVERY[:6])]
    outcome = correct(model, shelf, "intent", wrong, OTHER)
    assert outcome.lesson
    assert not outcome.adopted
    assert heads(shelf, DELIVERY[1])["intent"] == "spam"
    assert shelf.usable()[0].idle


def test_a_label_of_ones_own_is_used_from_the_next_batch_on_and_undone(model: Bundled, shelf: Shelf) -> None:
    before = heads(shelf, DELIVERY[12])
    assert own_label(model, shelf, "topic:delivery", [(text, "") for text in DELIVERY[:10]], OTHER).adopted
    assert heads(shelf, DELIVERY[12]) == {**before, "topic:delivery": "yes"}
    shelf.undo("topic:delivery")
    assert heads(shelf, DELIVERY[12]) == before


def test_a_later_correction_keeps_what_was_learned(model: Bundled, shelf: Shelf) -> None:
    own_label(model, shelf, "topic:delivery", [(text, "yes") for text in DELIVERY], OTHER)
    (learned,) = shelf.usable()
    later = shelf.correct(untaught(model, "intent", []), [("a text", "news")])
    assert later.idle
    assert (shelf.correct(learned.lesson, [("one more", "no")]).lesson.weights == learned.lesson.weights).all()


@pytest.mark.parametrize("damage", ["{", json.dumps({"model": "another", "corrected": {digest(DELIVERY[0]): "news"}})])
def test_a_damaged_head_stops_nothing(model: Bundled, shelf: Shelf, damage: str) -> None:
    before = heads(shelf, OTHER[0])
    correct(model, shelf, "intent", [(DELIVERY[0], "news")], [])
    path = next(shelf.folder.iterdir())
    path.write_text(damage)
    assert shelf.usable()[0].problem
    assert heads(shelf, OTHER[0]) == before
    assert (heads(shelf, DELIVERY[0]).get("intent") == "news") == ("corrected" in damage)


@pytest.mark.parametrize(
    ("name", "rows", "message"),
    [
        ("intent", [("a", "")] * 9, "name of the model's own"),
        ("topic:x", [("a", "")] * 4, "4 examples; it takes 5 to 50"),
        ("topic:x", [("a", "maybe")] * 9, "neither yes nor no"),
    ],
)
def test_what_cannot_be_taught(
    model: Bundled, shelf: Shelf, name: str, rows: list[tuple[str, str]], message: str
) -> None:
    with pytest.raises(ListenerError, match=message):
        own_label(model, shelf, name, rows, OTHER)


def test_files_of_lessons(tmp_path: Path) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("text,label\none,yes\ntwo,\n", encoding="utf-8")
    assert pairs(path, "text", "label") == [("one", "yes"), ("two", "")]
    with pytest.raises(ListenerError, match="text 2 of 2 has no label"):
        labelled(path, "text", "label")
    with pytest.raises(ListenerError, match="row 2: no column 'body'; there are text, label"):
        pairs(path, "body", "label")
    path.write_bytes(b"text\n\xff\n")
    with pytest.raises(ListenerError, match="cannot be read"):
        pairs(path, "text", "label")
    path.write_text("text\n")
    with pytest.raises(ListenerError, match="holds no rows"):
        pairs(path, "text", "label")


def test_the_background_holds_other_texts_only() -> None:
    assert without(["a", "b", "b", "http://x.example c"], ["A"[:0], "a"]) == ["b", "http://x.example c"]
    assert len(without((f"text {i}" for i in range(9999)), [])) == BACKGROUND


def test_a_stored_text_is_known_with_and_without_its_title() -> None:
    old = Classification(model="old 1")
    stored = [
        StoredMention(mention=mention("It broke", 1, id=1, title="Review"), classification=old),
        StoredMention(mention=mention("It works", 2, id=2, title=""), classification=old),
        StoredMention(mention=mention("It broke", 3, id=3, title=""), classification=None),
    ]
    earlier = {digest("It works"): "positive", digest("It broke"): "positive", digest("forgotten"): "positive"}
    known = all_corrections(stored, [("It broke", "negative")], earlier, item)
    assert known == [("It broke", "negative"), ("Review\nIt broke", "negative"), ("It works", "positive")]
    keys = frozenset(digest(text) for text, _ in known[:2])
    found = reread(stored, keys, item, lambda items: [Classification(model=each.text) for each in items])
    assert found == {(1, 1): Classification(model="Review\nIt broke")}
