"""No text of any validation set is ever trained on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from listener.classify.training import data
from listener.classify.training.recipes import ENGLISH, MULTILINGUAL, Recipe, Source
from listener.classify.training.tasks import INTENT, SENTIMENT

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
    assert {e.text for e in data.training_examples(folder, ENGLISH)} == {"Love it", "I like Acme"}


def test_labels_of_one_text_are_merged(folder: Path) -> None:
    example = next(e for e in data.training_examples(folder, ENGLISH) if e.text == "Love it")
    assert example.labels == {"sentiment": 2, "irony": 1}
    assert (example.repeats, example.pairs) == (2, True)


def test_the_topic_is_found_in_the_text(folder: Path) -> None:
    example = next(e for e in data.training_examples(folder, ENGLISH) if e.toward)
    (start, end, label) = example.toward[0]
    assert (example.text[start:end], label) == ("Acme", 2)


def test_without_removes_by_letters_only() -> None:
    rows = [{"text": "Hello, World"}, {"text": "hello world!"}, {"text": "hello"}]
    assert list(data.without(rows, frozenset({"helloworld"}))) == [{"text": "hello"}]


def test_a_part_of_a_set_is_drawn_for_each_language_and_known_texts_cost_nothing(tmp_path: Path) -> None:
    rows = [{"text": f"{code} {n}", "label": "positive", "language": code} for code in ("de", "fr") for n in range(9)]
    write(tmp_path, "some/train.jsonl", rows)
    write(tmp_path, "known/train.jsonl", [{"text": "de 1", "toward": "de", "score": 1}])
    recipe = Recipe(
        name="small",
        tasks=(SENTIMENT,),
        sources=(Source(folder="known", head="toward"), Source(folder="some", head="sentiment", most=3)),
        validation=(),
        languages=("de", "fr"),
    )
    found = data.training_examples(tmp_path, recipe)
    assert sorted(e.language for e in found if not e.toward) == ["de"] * 3 + ["fr"] * 3
    assert [e.labels for e in found if e.toward] == [{"sentiment": 2}]
    assert found == data.training_examples(tmp_path, recipe)


def test_a_label_that_is_left_out_teaches_nothing(tmp_path: Path) -> None:
    write(tmp_path, "emotion/train.jsonl", [{"text": "so full of hope", "label": "optimism"}])
    write(tmp_path, "multi/emotion/train.jsonl", [{"text": "  wie traurig ", "label": "sadness", "language": "de"}])
    (example,) = data.training_examples(tmp_path, MULTILINGUAL)
    assert (example.text, example.language, example.labels) == ("wie traurig", "de", {"emotion": 2})


def test_a_label_that_is_kept_here_reaches_its_text_by_its_digest(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[dict[str, object]] = [
        {"sha256": data.digest(text), "label": "praise"} for text in ("Love it", "Hate it", "I am nowhere")
    ]
    write(tmp_path, "here/labels.jsonl", rows)
    monkeypatch.setattr(data, "HERE", tmp_path / "here")
    sources = (Source(folder="sentiment", head="sentiment"), Source(kept="labels.jsonl", head="intent", repeats=3))
    recipe = Recipe(name="small", tasks=(SENTIMENT, INTENT), sources=sources, validation=(), languages=("en",))
    (example,) = data.training_examples(folder, recipe)
    assert (example.text, example.labels, example.repeats) == ("Love it", {"sentiment": 2, "intent": 2}, 3)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the labelled sets are not here")
@pytest.mark.parametrize(("recipe", "least"), [(ENGLISH, 70_000), (MULTILINGUAL, 30_000)])
def test_the_real_sets_are_kept_apart(recipe: Recipe, least: int) -> None:
    forbidden = data.validation_keys(SHARED)
    examples = data.training_examples(SHARED, recipe)
    assert len(examples) > least
    assert not forbidden & {data.key(example.text) for example in examples}
