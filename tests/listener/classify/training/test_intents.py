"""Annotated intents are found again by their digests; the texts themselves are not here."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from listener.classify.training import data, intents
from listener.classify.training.tasks import INTENT


def test_labels_are_of_the_guideline_and_no_text_stands_beside_them() -> None:
    rows = data.read(intents.LABELS)
    assert all(set(row) == {"sha256", "language", "label"} and len(row["sha256"]) == 16 for row in rows)
    assert {row["label"] for row in rows} <= set(INTENT.labels)
    assert all(count >= 150 for count in Counter(row["language"] for row in rows).values())
    assert len({row["sha256"] for row in rows}) == len(rows)


def test_a_text_gets_its_label_by_its_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = tmp_path / "labels.jsonl"
    known = {"sha256": data.digest("Wann kommt mein Paket?"), "language": "de", "label": "question"}
    labels.write_text(json.dumps(known), encoding="utf-8")
    monkeypatch.setattr(intents, "LABELS", labels)
    path = tmp_path / intents.TEXTS
    path.parent.mkdir(parents=True)
    rows = [{"text": text, "language": "de", "label": "neutral"} for text in ("Wann kommt mein Paket?", "Hallo")]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert intents.annotated(tmp_path) == [{"text": rows[0]["text"], "language": "de", "label": "question"}]


def test_kept_examples_are_of_the_guideline_and_no_text_stands_beside_them() -> None:
    rows = data.read(data.HERE / "intent_examples.jsonl")
    assert all(set(row) == {"sha256", "label"} and len(row["sha256"]) == 16 for row in rows)
    assert {row["label"] for row in rows} == set(INTENT.labels)
    assert len({row["sha256"] for row in rows}) == len(rows) >= 2_000
