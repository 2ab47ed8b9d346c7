"""From a checkpoint to a bundle: export, int8, calibration on validation texts, manifest."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listener.classify import figures
from listener.classify.base import Item
from listener.classify.bundle import Head, Manifest
from listener.classify.bundled import Bundled
from listener.classify.network import batches, feed
from listener.classify.training import data, graph, intents, measures, model, parts, quantise
from listener.classify.training.recipes import TOWARD_HEAD, Recipe
from listener.classify.training.tasks import TOWARD, TOWARD_GOAL, TOWARD_LEAST, sign
from listener.classify.windows import clean, windows

CALIBRATION_TEXTS = 800
FEWEST = 5
NAME = re.compile(r"#\s?(\w{3,})|(?<=[a-zà-ÿ,] )([A-ZÀ-Þ]\w{2,})")
"""A hashtag, or a word with a capital in the middle of a sentence."""
Labels = NDArray[np.int64]


def release(
    folder: Path, recipe: Recipe, network: model.Network, encoder: Path, out: Path, version: str
) -> dict[str, measures.Tally]:
    """Writes the bundle of a trained network under `out` and returns its figures on the validation sets."""
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(encoder / "tokenizer.json", out / "tokenizer.json")
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "float.onnx"
        graph.export(network, tuple(task.name for task in recipe.kept), plain)
        quantise.quantise(plain, out / "model.onnx", feeds(folder, recipe, out))
    blank = {task.name: _blank(task.labels) for task in recipe.kept}
    write(out, recipe, version, blank, _blank(TOWARD))
    return calibrate(folder, recipe, out, version)


def calibrate(folder: Path, recipe: Recipe, out: Path, version: str) -> dict[str, measures.Tally]:
    """Fits bias strength, temperature, threshold and languages of each head of a bundle, and rewrites its manifest."""
    classifier = Bundled(out)
    heads = {name: fitted(folder, recipe, classifier, name) for name, _ in recipe.validation}
    toward = heads.pop(TOWARD_HEAD)
    write(out, recipe, version, {task.name: heads[task.name] for task in recipe.kept}, toward)
    return tallies(folder, recipe, Bundled(out))


def fitted(folder: Path, recipe: Recipe, classifier: Bundled, name: str) -> Head:
    """A head with the bias strength, temperature, threshold and languages that its validation texts ask for."""
    labels, goal, least = judged(recipe, name)
    strength = None if name == TOWARD_HEAD else recipe.task(name).strength
    items, truth = measured(folder, recipe, name)
    logits = classifier.logits(items, name)
    shares = prior(folder / dict(recipe.validation)[name], name, labels)
    head = measures.best(labels, logits, truth, shares, goal, strength)
    if name == TOWARD_HEAD and recipe.named:
        items, truth = naming(data.read(folder / recipe.named / "validation.jsonl"))
        logits, least = classifier.logits(items, name), TOWARD_LEAST
    return head.model_copy(update={"languages": read_well(head, items, logits, truth, least)})


def tallies(folder: Path, recipe: Recipe, classifier: Bundled) -> dict[str, measures.Tally]:
    """Figures of the heads of a bundle on their validation sets."""
    known = {**classifier.manifest.heads, TOWARD_HEAD: classifier.manifest.toward}
    found: dict[str, measures.Tally] = {}
    for name, _ in recipe.validation:
        items, truth = measured(folder, recipe, name)
        found[name] = measures.tally(known[name], classifier.logits(items, name), truth)
    return found


def measured(folder: Path, recipe: Recipe, name: str) -> tuple[list[Item], Labels]:
    """The validation texts of a head and the indices of their labels."""
    rows = rows_of(folder, recipe, name, dict(recipe.validation)[name])
    return validation(rows, name, judged(recipe, name)[0])


def judged(recipe: Recipe, name: str) -> tuple[tuple[str, ...], str, float]:
    """Labels, goal and least macro F1 of a head."""
    if name == TOWARD_HEAD:
        return TOWARD, TOWARD_GOAL, 0.0
    task = recipe.task(name)
    return task.labels, task.goal, task.least


def read_well(
    head: Head, items: Sequence[Item], logits: measures.Floats, truth: Labels, least: float
) -> tuple[str, ...]:
    """Languages of the texts, in order, in which the head's macro F1 is at least `least`.

    One in which a label has fewer than FEWEST texts counts as not measured.
    """
    answers, _ = measures.answered(head, logits)
    languages = np.array([item.language or data.ENGLISH for item in items])

    def good(language: str) -> bool:
        here = languages == language
        table = figures.confusion(truth[here], answers[here], len(head.labels))
        return bool(table.sum(axis=1).min() >= FEWEST and figures.macro(table)["macro_f1"] >= least)

    return tuple(language for language in sorted(set(languages.tolist())) if good(language))


def rows_of(folder: Path, recipe: Recipe, name: str, below: str) -> list[data.Row]:
    """The validation set of a head, with the annotated texts where the recipe says so."""
    more = intents.annotated(folder) if name in recipe.annotated else []
    return [*data.read(folder / below / "validation.jsonl"), *more]


def validation(rows: Sequence[data.Row], name: str, labels: tuple[str, ...]) -> tuple[list[Item], Labels]:
    """The validation texts of a head and the indices of their labels."""
    if name == TOWARD_HEAD:
        items = [Item(text=row["text"], toward=(row["toward"],)) for row in rows]
        return items, np.array([sign(row["score"]) for row in rows])
    items = [Item(text=row["text"], language=row.get("language")) for row in rows]
    return items, np.array([labels.index(str(row["label"])) for row in rows])


def naming(rows: Sequence[data.Row]) -> tuple[list[Item], Labels]:
    """The posts with a name in them, to be read toward the first one, and the post's own sentiment."""
    found = [(row, name.group(1) or name.group(2)) for row in rows if (name := NAME.search(row["text"]))]
    items = [Item(text=row["text"], language=row["language"], toward=(name,)) for row, name in found]
    return items, np.array([TOWARD.index(row["label"]) for row, _ in found])


def prior(folder: Path, name: str, labels: tuple[str, ...]) -> measures.Floats:
    """How frequent each label is in the head's training set."""
    rows = data.read(folder / "train.jsonl")
    counts = Counter(TOWARD[sign(row["score"])] if name == TOWARD_HEAD else str(row["label"]) for row in rows)
    return np.array([counts[label] / len(rows) for label in labels], np.float32)


def feeds(folder: Path, recipe: Recipe, bundle: Path) -> Iterator[dict[str, Any]]:
    """Batches of training texts, for the scales of the activations; the same ones on every run."""
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(bundle / "tokenizer.json"))
    examples = data.training_examples(folder, recipe)
    chosen = random.Random(1).sample([e.text for e in examples], CALIBRATION_TEXTS)
    texts = [(i, item := Item(text=text), clean(item)) for i, text in enumerate(chosen)]
    for part in batches(windows(tokenizer, texts, graph.POSITIONS)):
        yield feed(part)


def write(out: Path, recipe: Recipe, version: str, heads: dict[str, Head], toward: Head) -> None:
    """Writes the manifest of a bundle that was trained."""
    manifest = Manifest(
        name=recipe.name,
        version=version,
        languages=tuple(
            code for code in recipe.languages if any(head.reads((code,)) for head in (*heads.values(), toward))
        ),
        max_tokens=graph.POSITIONS,
        files=dict.fromkeys(("model.onnx", "tokenizer.json"), ""),
        heads=heads,
        toward=toward,
    )
    parts.write(out, manifest)


def _blank(labels: Sequence[str]) -> Head:
    return Head(labels=tuple(labels), bias=(0.0,) * len(labels))
