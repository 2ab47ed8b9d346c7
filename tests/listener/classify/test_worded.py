"""What single words say is the same alone and in company, and a damaged table is one clear error."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pytest

from listener.classify import bundle
from listener.classify.base import MULTILINGUAL, Item
from listener.classify.bundled import Bundled
from listener.classify.grams import REACH, grams
from listener.classify.worded import Worded
from storage.errors import ClassifierError

BITS = 12
TEXTS = [
    "Hello WORLD, this is Tübingen  ok",
    "",
    "a",
    "   ",
    "no \ud800 way",
    "hello world, this is tübingen ok",
    "ok " * 900,
]


def test_things_are_counted_once_a_text() -> None:
    words, pieces = grams(["to be or not to be", "to", "", "I am"], BITS)
    assert words.counts.tolist() == [4 + 4, 1, 0, 3]
    # " t", "to", "o ", " to", "to ", " to "; "  " of the empty text; " I", "I ", " a", "am", "m ", and the longer ones.
    assert pieces.counts.tolist()[1:] == [6, 1, 3 + 6]


def test_case_spaces_and_company_make_no_difference() -> None:
    together = grams(TEXTS, BITS)
    for index, text in enumerate(TEXTS):
        for alone, all_ in zip(grams([text], BITS), together, strict=True):
            assert alone.ids.tolist() == all_.ids[all_.bounds[index] : all_.bounds[index + 1]].tolist()
    words, _ = together
    assert words.ids[: words.bounds[1]].tolist() == words.ids[words.bounds[5] : words.bounds[6]].tolist()


def test_the_end_of_a_very_long_text_is_not_looked_at() -> None:
    start = "word " * (REACH // 5)
    assert [each.ids.tolist() for each in grams([start], BITS)] == [
        each.ids.tolist() for each in grams([start + "something else"], BITS)
    ]


def test_words_add_what_their_table_says() -> None:
    words, pieces = grams(["good"], BITS)
    weights = np.zeros((1 << BITS, 2), np.int8)
    weights[words.ids, 1] = 10
    weights[pieces.ids, 0] = 2
    (found,) = Worded(_file(weights)).logits(["good"], ["tone"]).values()
    assert found[0].tolist() == pytest.approx([0.5 * 2 * len(pieces.ids) ** 0.5 + 1, 0.5 * 10 + 2])


def test_a_head_with_words_reads_a_text_alone_as_in_company() -> None:
    model = Bundled(MULTILINGUAL, threads=1)
    texts = [Item(text=text) for text in ("das ist die schlechteste Bank", "schöne Schuhe", "ok " * 400)]
    together = model.outputs(texts, ["offensive"])["offensive"]
    for index, text in enumerate(texts):
        assert model.outputs([text], ["offensive"])["offensive"][0] == pytest.approx(together[index], abs=1e-4)
    assert model.manifest.words in model.manifest.files


def test_a_damaged_table_is_one_clear_error(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(MULTILINGUAL, tmp_path / "model"))
    (copy / "words.npz").write_bytes(b"broken")
    with pytest.raises(ClassifierError, match=r"words\.npz is damaged"):
        bundle.load(copy)
    fine = np.zeros((8, 2), np.int8)
    for content in (b"broken", _file(fine[:7]), _file(fine.astype(np.float32)), _file(fine[:, :1]), _file(None)):
        with pytest.raises(ClassifierError, match="words of the model"):
            Worded(content)


def _file(weights: np.ndarray | None) -> bytes:
    content = io.BytesIO()
    parts = {"tone.scale": np.full(2, 0.5, np.float32), "tone.bias": np.array([1, 2], np.float32)}
    np.savez(content, **parts, **({} if weights is None else {"tone": weights}))
    return content.getvalue()
