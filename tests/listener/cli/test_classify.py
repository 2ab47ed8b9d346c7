"""`listener classify`: texts go in a line each, readings come out a line each."""

from __future__ import annotations

import pytest

from listener.classify import worker
from listener.classify.base import Item
from storage.records import Abstention, Classification, Reading
from tests.worlds.terminal import lines, run

pytestmark = pytest.mark.usefixtures("config")

NOTHING = Abstention(reason="no text")


def test_texts_are_classified_a_line_each(monkeypatch: pytest.MonkeyPatch):
    def read(_folder: str, items: list[Item]) -> list[Classification]:
        heads = {"sentiment": Reading(label="negative", probability=0.9)}
        return [Classification(model="test", heads=heads, abstained=None if item.text else NOTHING) for item in items]

    monkeypatch.setattr(worker, "classify_batch", read)
    texts = '{"text": "bad", "toward": "Acme"}\n\n[]\n{"text": ""}\n'
    found = lines(run("classify", "-", "--json", code=1, text=texts))
    assert found[0]["heads"] == {"sentiment": {"label": "negative", "probability": 0.9}}
    assert "error" in found[1]
    assert found[2]["abstained"] == "nothing to read"
    assert "sentiment negative 90\u202f%" in run("classify", text='{"text": "bad"}').stdout
