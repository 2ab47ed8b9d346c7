"""Texts a second through the bundled model, and its memory; where torch is installed, the ratio to a transformers
pipeline with a model of RoBERTa-base's shape at its defaults, in the same run, on the same texts.
"""

from __future__ import annotations

import importlib.util
import resource
from time import perf_counter

from listener.classify.base import Item
from listener.classify.bundled import Bundled
from listener.demo.posts import posts

TEXTS = [f"{post.title} {post.text}".strip() for post in (*posts("history"), *posts("replay")) if post.lang == "en"]
FEW = 64


def bundled_rate(texts: list[str]) -> float:
    """All text heads in one pass, as the service reads them, the model already loaded."""
    started = perf_counter()
    model = Bundled()
    model.classify([Item(text=texts[0])])
    print(f"loaded and first text read in {perf_counter() - started:.1f} s")
    started = perf_counter()
    model.classify([Item(text=text) for text in texts])
    return len(texts) / (perf_counter() - started)


def pipeline_rate(texts: list[str]) -> float:
    """One head, random weights (their values do not change the time), the pipeline's own defaults."""
    from transformers import AutoTokenizer, RobertaConfig, RobertaForSequenceClassification, pipeline

    from listener.classify.base import BUNDLED

    # The shape of roberta-base; its tokenizer is not at hand, ours makes sequences of about the same length.
    shape = RobertaConfig(vocab_size=50265, max_position_embeddings=514, type_vocab_size=1, num_labels=3)
    read = pipeline(
        "text-classification",
        model=RobertaForSequenceClassification(shape),
        tokenizer=AutoTokenizer.from_pretrained(BUNDLED),
    )
    read(texts[0])
    started = perf_counter()
    read(texts)
    return len(texts) / (perf_counter() - started)


def main() -> None:
    rate = bundled_rate(TEXTS)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"bundled model: {rate:.0f} texts/s over {len(TEXTS)} short posts, {memory:.0f} MB at most")
    if importlib.util.find_spec("torch") is None:
        print("no ratio: torch is not installed (pip install torch==2.13.0)")
        return
    other = pipeline_rate(TEXTS[:FEW])
    print(f"pipeline of RoBERTa-base's shape: {other:.1f} texts/s; ratio {rate / other:.0f}")


if __name__ == "__main__":
    main()
