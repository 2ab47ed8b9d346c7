"""Own labels and corrections: learned from few examples, adopted only when better, undone without a trace."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from listener.classify.base import Item
from listener.classify.bundled import Bundled
from listener.classify.extended import ExtendedClassifier
from listener.classify.taught import Shelf
from listener.classify.teach import Lesson, cross_validated, learn, teach_head, teach_label
from storage.errors import ClassifierError, ListenerError
from storage.records import Abstention
from tests.worlds.examples import DELIVERY, OTHER


@pytest.fixture
def shelf(tmp_path: Path, model: Bundled) -> Shelf:
    return Shelf(tmp_path / "heads", model.manifest.files["model.onnx"])


def test_an_own_label_from_ten_examples(model: Bundled, shelf: Shelf) -> None:
    lesson = teach_label(model, "topic:delivery", DELIVERY[:10], OTHER[:10], [])
    assert lesson.better
    pupil = ExtendedClassifier(model, [shelf.keep(lesson)])
    held_out = [Item(text=text) for text in DELIVERY[10:] + OTHER[10:]]
    answers = [reading.heads["topic:delivery"].label for reading in pupil.classify(held_out, force=True)]
    right = sum(a == b for a, b in zip(answers, ["yes"] * 5 + ["no"] * 5, strict=True))
    assert right >= 8


def test_a_label_that_half_of_the_background_has_is_found_there(model: Bundled, shelf: Shelf) -> None:
    stored = [*DELIVERY[8:], *OTHER[:7]]
    lesson = teach_label(model, "topic:delivery", DELIVERY[:8], [], stored)
    assert (lesson.taken, lesson.left) == (7, 7)
    pupil = ExtendedClassifier(model, [shelf.keep(lesson)])
    said = [
        each.heads["topic:delivery"].label for each in pupil.classify([Item(text=text) for text in stored], force=True)
    ]
    assert said[:7].count("yes") >= 6
    assert said[7:].count("no") >= 6


def test_texts_that_somebody_said_are_without_it_are_all_used(model: Bundled) -> None:
    lesson = teach_label(model, "topic:delivery", DELIVERY, OTHER, [])
    assert (lesson.taken, lesson.left, lesson.better) == (0, 0, True)


def test_undo_restores_every_reading(model: Bundled, shelf: Shelf) -> None:
    items = [Item(text=text) for text in DELIVERY + OTHER]
    before = ExtendedClassifier(model, shelf.heads()).classify(items)
    first = teach_head(model, "intent", [(text, "complaint") for text in DELIVERY[:6]], OTHER[:8])
    shelf.keep(first)
    between = ExtendedClassifier(model, shelf.heads()).classify(items)
    shelf.keep(teach_head(model, "intent", [(text, "other") for text in OTHER[8:]], DELIVERY[:8]))
    assert ExtendedClassifier(model, shelf.heads()).classify(items) != between
    assert shelf.undo("intent") == 1
    assert ExtendedClassifier(model, shelf.heads()).classify(items) == between
    assert shelf.undo("intent") == 0
    assert ExtendedClassifier(model, shelf.heads()).classify(items) == before
    assert shelf.undo("intent") == 0


def test_a_corrected_text_is_right_at_once(model: Bundled, shelf: Shelf) -> None:
    corrections = [(text, "news") for text in DELIVERY[:5]]
    pupil = ExtendedClassifier(model, [shelf.keep(teach_head(model, "intent", corrections, OTHER), corrections)])
    for reading in pupil.classify([Item(text=text) for text, _ in corrections]):
        assert reading.heads["intent"].label == "news"
        assert reading.heads["intent"].probability == 1
        assert reading.abstained is None or "intent" not in reading.abstained.heads
    assert "intent.1" in pupil.model


def test_a_lesson_that_is_no_better_says_so(model: Bundled) -> None:
    right = [r.heads["sentiment"].label for r in model.classify([Item(text=t) for t in OTHER], force=True)]
    lesson = teach_head(model, "sentiment", list(zip(OTHER, right, strict=True)), [])
    assert lesson.before >= lesson.after
    assert not lesson.better


def test_texts_that_are_not_read_stay_so(model: Bundled, shelf: Shelf) -> None:
    pupil = ExtendedClassifier(model, [shelf.keep(teach_label(model, "a/b: *?[x]", DELIVERY, OTHER, []))])
    readings = pupil.classify([Item(text=""), Item(text="Das Paket kam leider schon wieder viel zu spät an")])
    assert [r.abstained for r in readings] == [
        Abstention(reason="no text"),
        Abstention(reason="language", language="de"),
    ]
    assert [t.lesson.head for t in shelf.heads()] == ["a/b: *?[x]"]


def test_too_few_or_wrong_examples_are_refused(model: Bundled) -> None:
    with pytest.raises(ListenerError, match="1 readable examples of it; 5 are the fewest"):
        teach_label(model, "risk:safety", ["smoke", "", "", "", ""], OTHER, [])
    with pytest.raises(ListenerError, match="0 readable texts without it"):
        teach_label(model, "risk:safety", DELIVERY, [], [])
    with pytest.raises(ListenerError, match="no label 'angry'; there are"):
        teach_head(model, "intent", [("a text", "angry")], [])
    with pytest.raises(ListenerError, match="no head 'mood'"):
        teach_head(model, "mood", [("a text", "joy")], [])
    with pytest.raises(ListenerError, match="0 readable corrections"):
        teach_head(model, "intent", [("", "news")] * 9, [])


def made(weights: float) -> Lesson:
    return Lesson(
        head="risk:safety",
        labels=("no", "yes"),
        weights=np.full((768, 2), weights, np.float32),
        bias=np.zeros(2, np.float32),
        before=0.1,
        after=0.9,
    )


def test_what_is_stored_holds_no_text(shelf: Shelf) -> None:
    shelf.keep(made(0.5), [("my secret words", "yes")])
    content = next(shelf.folder.iterdir()).read_text()
    assert "secret" not in content


def test_earlier_corrections_stay_in_force(shelf: Shelf) -> None:
    shelf.keep(made(0.5), [("one", "yes")])
    second = shelf.keep(made(0.5), [("two", "no")])
    assert (second.version, len(second.corrected)) == (2, 2)


@pytest.mark.parametrize("change", [{"weights": [[0.0]]}, {"labels": 3}, {"bias": None}])
def test_a_damaged_head_is_one_clear_error(shelf: Shelf, change: dict[str, object]) -> None:
    shelf.keep(made(0.5))
    path = next(shelf.folder.iterdir())
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ClassifierError, match="is damaged"):
        shelf.heads()


def test_numbers_that_are_none_are_refused(shelf: Shelf) -> None:
    shelf.keep(made(float("nan")))
    with pytest.raises(ClassifierError, match="numbers that are none"):
        shelf.heads()


def test_a_head_of_other_weights_is_not_used(shelf: Shelf) -> None:
    shelf.keep(made(0.5))
    with pytest.raises(ClassifierError, match="belongs to another model"):
        Shelf(shelf.folder, "other").heads()


def test_learning_separates_what_can_be_separated() -> None:
    source = np.random.default_rng(2)
    truth = np.arange(60) % 3
    vectors = (source.normal(0, 1, (60, 40)) + np.eye(3, 40)[truth] * 4).astype(np.float32)
    offsets = np.zeros((60, 3), np.float32)
    assert (cross_validated(vectors, offsets, truth) == truth).mean() > 0.9
    weights, bias = learn(vectors, offsets, truth)
    assert weights.shape == (40, 3)
    assert bias.shape == (3,)
