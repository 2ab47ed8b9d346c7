"""The head of risks is taught by clean examples, and its probabilities are fitted on texts that did not teach it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from listener.classify.bundle import Head
from listener.classify.training import data, measures, risk
from listener.classify.training.data import key


@pytest.fixture(scope="module")
def examples() -> list[Any]:
    return list(data.read(risk.EXAMPLES))


def test_there_are_enough_examples_of_everything(examples: list[Any]) -> None:
    columns = ("text", "language", "label", "part")
    assert {tuple(row) for row in examples} == {columns, (*columns, "by")}
    counts = Counter((row["language"], row["label"]) for row in examples)
    for label in risk.LABELS:
        assert counts["en", label] >= 60
        assert all(counts[language, label] >= 10 for language in ("de", "fr", "es", "it", "pt"))
    assert counts["en", "none"] >= 200


def test_no_text_stands_in_two_parts(examples: list[Any]) -> None:
    keys = Counter(key(row["text"]) for row in examples)
    assert [text for text, count in keys.items() if count > 1] == []
    assert {row["part"] for row in examples} == {"train", "validation", "apart"}


def test_the_bias_gives_each_label_its_say_and_its_probability_is_honest() -> None:
    rng, size = np.random.default_rng(1), len(risk.LABELS)
    labels = rng.integers(0, size, 600)
    logits = (9 * np.eye(size)[labels] + 3 * rng.normal(size=(600, size))).astype(np.float32)
    head = risk.calibrated(logits[:300], labels[:300])
    answers, sure = measures.answered(head, logits[300:])
    assert (answers == labels[300:]).mean() > 0.7
    assert abs(sure.mean() - (answers == labels[300:]).mean()) < 0.1


def test_a_risk_is_read_in_few_ordinary_posts() -> None:
    head = Head(labels=risk.LABELS, bias=(0.0,) * 9)
    logits = np.zeros((1000, 9), np.float32)
    logits[:, -1] = 9
    logits[:40, 0] = np.linspace(9.1, 13, 40)
    bound = risk.quiet(head, logits)
    answers, sure = measures.answered(head, logits)
    assert ((answers == 0) & (sure >= bound)).sum() == 5
    assert risk.quiet(head, logits[40:]) == 0


def test_ordinary_posts_are_those_in_which_no_list_finds_a_thing(tmp_path: Path) -> None:
    rows = [
        {"text": "lovely shoes", "label": "x"},
        {"text": "lovely shoes", "label": "x"},
        {"text": "class action against Acme"},
        {"text": "schöne Schuhe", "language": "de"},
    ]
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert risk.ordinary(tmp_path, ("en",)) == [{"text": "lovely shoes", "label": "none"}]
