"""No text of any validation set is ever trained on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from listener.classify.training import data

SHARED = Path(__file__).parents[5] / "shared" / "data"


def write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(
        tmp_path,
        "sentiment/train.jsonl",
        [{"text": "Love it", "label": "positive"}, {"text": "Hate it", "label": "negative"}],
    )
    write(
        tmp_path, "irony/train.jsonl", [{"text": "Love it", "label": "irony"}, {"text": "fine @ann", "label": "irony"}]
    )
    write(tmp_path, "toward/train.jsonl", [{"text": "I like Acme", "toward": "acme", "score": 2}])
    write(
        tmp_path,
        "emotion/validation.jsonl",
        [{"text": "hate IT!!", "label": "anger"}, {"text": "fine @bob", "label": "joy"}],
    )
    return tmp_path


def test_a_validation_text_of_one_set_leaves_every_other_set(folder: Path) -> None:
    assert {e.text for e in data.training_examples(folder)} == {"Love it", "I like Acme"}


def test_labels_of_one_text_are_merged(folder: Path) -> None:
    example = next(e for e in data.training_examples(folder) if e.text == "Love it")
    assert example.labels == {"sentiment": 2, "irony": 1}
    assert example.repeats == 2


def test_the_topic_is_found_in_the_text(folder: Path) -> None:
    example = next(e for e in data.training_examples(folder) if e.toward)
    (start, end, label) = example.toward[0]
    assert (example.text[start:end], label) == ("Acme", 2)


def test_without_removes_by_letters_only() -> None:
    rows = [{"text": "Hello, World"}, {"text": "hello world!"}, {"text": "hello"}]
    assert list(data.without(rows, frozenset({"helloworld"}))) == [{"text": "hello"}]


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the labelled sets are not here")
def test_the_real_sets_are_kept_apart() -> None:
    forbidden = data.validation_keys(SHARED)
    examples = data.training_examples(SHARED)
    assert len(examples) > 70_000
    assert not forbidden & {data.key(example.text) for example in examples}
