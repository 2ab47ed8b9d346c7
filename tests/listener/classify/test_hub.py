"""Models of a hub: what their labels mean, and one clear sentence where one cannot be had."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from listener.classify.base import BUNDLED, Extensions, Item
from listener.classify.bundle import foreign
from listener.classify.hub import Hub, carried
from listener.classify.worker import classify_batch
from storage.errors import ClassifierError

SENTIMENT = ("negative", "neutral", "positive")
TORCH = importlib.util.find_spec("torch") is not None


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"LABEL_0", "LABEL_1", "LABEL_2"}, dict(zip(("LABEL_0", "LABEL_1", "LABEL_2"), SENTIMENT, strict=True))),
        ({"POS", "neg"}, {"POS": "positive", "neg": "negative"}),
        ({"1 star", "3 stars", "5 stars"}, {"1 star": "negative", "3 stars": "neutral", "5 stars": "positive"}),
        ({"LABEL_0", "LABEL_1"}, {}),
        ({"joy", "Neutral"}, {"Neutral": "neutral"}),
    ],
)
def test_labels_are_carried_over(names: set[str], expected: dict[str, str]) -> None:
    assert carried(names, SENTIMENT) == expected


def test_what_is_a_bundle_and_what_is_not(tmp_path: Path) -> None:
    assert not foreign("bundled")
    assert not foreign(BUNDLED)
    assert not foreign(str(tmp_path))
    assert foreign("owner/name")
    (tmp_path / "config.json").write_text("{}")
    assert foreign(str(tmp_path))


@pytest.mark.skipif(TORCH, reason="torch is there")
@pytest.mark.parametrize(
    "extensions", [Extensions(heads=(("irony", "owner/name"),)), Extensions(languages=(("de", "owner/name"),))]
)
def test_without_torch_one_sentence_says_what_to_install(extensions: Extensions) -> None:
    with pytest.raises(
        ClassifierError, match=r"owner/name needs torch; install it with: pip install 'listener\[torch\]'$"
    ):
        classify_batch("bundled", [Item(text="hello")], extensions=extensions)


def small_model(folder: Path, sort: str) -> str:
    """A random transformer with the bundled model's words."""
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("torch")
    shutil.copy(Path(BUNDLED) / "tokenizer.json", folder / "tokenizer.json")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]", "model_max_length": 64})
    )
    config = transformers.BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, num_labels=3
    )
    getattr(transformers, sort)(config).save_pretrained(folder)
    return str(folder)


def test_a_folder_is_read_through_the_pipeline(tmp_path: Path) -> None:
    texts = ["fine", "", "\ud800 broken", "word " * 5000]
    readings = Hub(small_model(tmp_path, "BertForSequenceClassification"), "sentiment", SENTIMENT).read(texts)
    assert len(readings) == 4
    assert all(reading.label in SENTIMENT and 1 / 3 <= reading.probability <= 1 for reading in readings)


def test_a_model_of_another_task_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match="does not classify texts"):
        Hub(small_model(tmp_path, "BertForMaskedLM"), "sentiment", SENTIMENT)


def test_a_model_with_other_labels_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match="which is no irony"):
        Hub(small_model(tmp_path, "BertForSequenceClassification"), "irony", ("non_irony", "irony"))
