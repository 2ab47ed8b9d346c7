"""Texts a second through both bundled models, and their memory; where torch is installed, the ratio to a transformers
pipeline with a model of RoBERTa-base's shape at its defaults, in the same run, on the same texts.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from listener.classify.base import MULTILINGUAL, Item
from listener.classify.bundled import Bundled
from listener.classify.key_sentence import SHORT
from listener.demo.posts import Post, posts

LANGUAGES = ("de", "es", "fr", "it")
ROUNDS, STEP = 5, 10
Read = Callable[[list[str]], object]


def texts(languages: tuple[str, ...]) -> list[str]:
    """The short posts of the demo in these languages."""
    told: list[Post] = [post for post in (*posts("history"), *posts("replay")) if post.lang in languages]
    found = [f"{post.title} {post.text}".strip() for post in told]
    return [text for text in found if len(text) <= SHORT]


def bundled_reader(name: str, load: Callable[[], Bundled], short: list[str]) -> Read:
    """All text heads in one pass, as the service reads them."""
    before, started = memory(), perf_counter()
    model = load()
    model.classify([Item(text=short[0])], force=True)
    print(f"{name}: loaded and first text read in {perf_counter() - started:.1f} s")

    def read(texts: list[str]) -> object:
        return model.classify([Item(text=text) for text in texts], force=True)

    alone = rate(read, short)
    print(f"{name}: {alone:.0f} texts/s over {len(short)} short posts; it holds {memory() - before:.0f} MB")
    return read


def memory() -> float:
    """Megabytes that the process holds now (VmRSS of Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS:"))) / 1024


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


def compare(name: str, read: Read, other: Read, short: list[str]) -> None:
    """In turn, as another program on the machine slows both: only the ratio of neighbours means something."""
    rate(other, short[:2])
    pairs = [(rate(read, short), rate(other, short[start::STEP])) for start in range(ROUNDS)]
    ratios = sorted(own / its for own, its in pairs)
    for own, its in pairs:
        print(f"{name} {own:.0f}, pipeline of RoBERTa-base's shape {its:.1f} texts/s: ratio {own / its:.0f}")
    print(f"{name}: ratio {median(ratios):.0f} ({ratios[0]:.0f} to {ratios[-1]:.0f})")


def main() -> None:
    print(f"before any model: {memory():.0f} MB")
    models = {
        "English": (Bundled, texts(("en",))),
        "other languages": (lambda: Bundled(MULTILINGUAL), texts(LANGUAGES)),
    }
    readers = {name: bundled_reader(name, load, short) for name, (load, short) in models.items()}
    print(f"both together: {memory():.0f} MB")
    if importlib.util.find_spec("torch") is None:
        print("no ratio: torch is not installed (pip install torch==2.13.0)")
        return
    other = pipeline_reader()
    for name, read in readers.items():
        compare(name, read, other, models[name][1])


if __name__ == "__main__":
    main()
