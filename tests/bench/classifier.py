"""Texts a second through the bundled model, and its memory; where torch is installed, the ratio to a transformers
pipeline with a model of RoBERTa-base's shape at its defaults, in the same run, on the same texts.
"""

from __future__ import annotations

import importlib.util
import resource
from collections.abc import Callable
from statistics import median
from time import perf_counter

from listener.classify.base import Item
from listener.classify.bundled import Bundled
from listener.classify.key_sentence import SHORT
from listener.demo.posts import posts

ENGLISH = (f"{p.title} {p.text}".strip() for p in (*posts("history"), *posts("replay")) if p.lang == "en")
TEXTS = [text for text in ENGLISH if len(text) <= SHORT]
ROUNDS, STEP = 5, 10
Read = Callable[[list[str]], object]


def bundled_reader() -> Read:
    """All text heads in one pass, as the service reads them."""
    started = perf_counter()
    model = Bundled()
    model.classify([Item(text=TEXTS[0])])
    print(f"loaded and first text read in {perf_counter() - started:.1f} s")
    return lambda texts: model.classify([Item(text=text) for text in texts])


def pipeline_reader() -> Read:
    """One head, random weights (their values do not change the time), the pipeline's own defaults."""
    from transformers import AutoTokenizer, RobertaConfig, RobertaForSequenceClassification, pipeline

    from listener.classify.base import BUNDLED

    # The shape of roberta-base; its tokenizer is not at hand, ours makes sequences of about the same length.
    shape = RobertaConfig(vocab_size=50265, max_position_embeddings=514, type_vocab_size=1, num_labels=3)
    return pipeline(
        "text-classification",
        model=RobertaForSequenceClassification(shape),
        tokenizer=AutoTokenizer.from_pretrained(BUNDLED),
    )


def rate(read: Read, texts: list[str]) -> float:
    """Texts a second."""
    started = perf_counter()
    read(texts)
    return len(texts) / (perf_counter() - started)


def main() -> None:
    read = bundled_reader()
    alone = rate(read, TEXTS)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"bundled model: {alone:.0f} texts/s over {len(TEXTS)} short posts, {memory:.0f} MB at most")
    if importlib.util.find_spec("torch") is None:
        print("no ratio: torch is not installed (pip install torch==2.13.0)")
        return
    other = pipeline_reader()
    rate(other, TEXTS[:2])
    # In turn, as another program on the machine slows both: only the ratio of neighbours means something.
    pairs = [(rate(read, TEXTS), rate(other, TEXTS[start::STEP])) for start in range(ROUNDS)]
    ratios = sorted(own / its for own, its in pairs)
    for own, its in pairs:
        print(f"bundled {own:.0f}, pipeline of RoBERTa-base's shape {its:.1f} texts/s: ratio {own / its:.0f}")
    print(f"ratio {median(ratios):.0f} ({ratios[0]:.0f} to {ratios[-1]:.0f})")


if __name__ == "__main__":
    main()
