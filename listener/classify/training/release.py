"""From a checkpoint to a bundle: export, int8, calibration on validation texts, manifest."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from listener.classify import figures
from listener.classify.base import Item
from listener.classify.bundle import MANIFEST, Head, Manifest
from listener.classify.bundled import Bundled
from listener.classify.network import batches, feed
from listener.classify.training import data, graph, measures, model, quantise
from listener.classify.training.tasks import KEPT, TASKS, TOWARD, TOWARD_GOAL, sign
from listener.classify.windows import clean, windows

NAME = "listener-minilm"
STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)
CALIBRATION_TEXTS = 800
Labels = NDArray[np.int64]


def release(folder: Path, checkpoint: Path, out: Path, version: str) -> dict[str, measures.Tally]:
    """Writes the bundle of a checkpoint under `out` and returns its figures on the validation sets."""
    out.mkdir(parents=True, exist_ok=True)
    network = model.build({task.name: len(task.labels) for task in TASKS})
    network.load_state_dict(torch.load(checkpoint, weights_only=True))
    shutil.copy(model.encoder_folder() / "tokenizer.json", out / "tokenizer.json")
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "float.onnx"
        graph.export(network, tuple(task.name for task in KEPT), plain)
        quantise.quantise(plain, out / "model.onnx", feeds(folder, out))
    blank = {task.name: _blank(task.labels) for task in KEPT}
    write(out, version, blank, _blank(TOWARD))
    return calibrate(folder, out, version)


def calibrate(folder: Path, out: Path, version: str) -> dict[str, measures.Tally]:
    """Fits bias strength, temperature and threshold of each head of a bundle, and rewrites its manifest."""
    classifier = Bundled(out)
    heads: dict[str, Head] = {}
    figures: dict[str, measures.Tally] = {}
    for name, labels, goal in [
        *((task.name, task.labels, task.goal) for task in KEPT),
        ("toward", TOWARD, TOWARD_GOAL),
    ]:
        items, truth = validation(folder, name, labels)
        logits = classifier.logits(items, name)
        heads[name] = best(labels, logits, truth, prior(folder, name, labels), goal)
        figures[name] = measures.tally(heads[name], logits, truth)
    toward = heads.pop("toward")
    write(out, version, heads, toward)
    return figures


def best(labels: tuple[str, ...], logits: measures.Floats, truth: Labels, shares: measures.Floats, goal: str) -> Head:
    """The head whose bias −s·log(prior) serves its goal best (Menon et al. 2021)."""

    def quality(strength: float) -> float:
        answers = (logits - strength * np.log(shares)).argmax(axis=1)
        return float(figures.macro(figures.confusion(truth, answers, len(labels)))[goal])

    strength = max(STRENGTHS, key=quality)
    return measures.fit(labels, logits, truth, (-strength * np.log(shares)).astype(np.float32))


def validation(folder: Path, name: str, labels: tuple[str, ...]) -> tuple[list[Item], Labels]:
    """The validation texts of a head and the indices of their labels."""
    rows = data.read(folder / name / "validation.jsonl")
    if name == "toward":
        items = [Item(text=row["text"], toward=(row["toward"],)) for row in rows]
        return items, np.array([sign(row["score"]) for row in rows])
    return [Item(text=row["text"]) for row in rows], np.array([labels.index(str(row["label"])) for row in rows])


def prior(folder: Path, name: str, labels: tuple[str, ...]) -> measures.Floats:
    """How frequent each label is in the head's training set."""
    rows = data.read(folder / name / "train.jsonl")
    counts = Counter(TOWARD[sign(row["score"])] if name == "toward" else str(row["label"]) for row in rows)
    return np.array([counts[label] / len(rows) for label in labels], np.float32)


def feeds(folder: Path, bundle: Path) -> Iterator[dict[str, Any]]:
    """Batches of training texts, for the scales of the activations; the same ones on every run."""
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(bundle / "tokenizer.json"))
    examples = data.training_examples(folder)
    chosen = random.Random(1).sample([e.text for e in examples], CALIBRATION_TEXTS)
    texts = [(i, item := Item(text=text), clean(item)) for i, text in enumerate(chosen)]
    for part in batches(windows(tokenizer, texts, graph.POSITIONS)):
        yield feed(part)


def write(out: Path, version: str, heads: dict[str, Head], toward: Head) -> None:
    """Writes the manifest with the hashes of the files as they now are."""
    files = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in ("model.onnx", "tokenizer.json")}
    manifest = Manifest(
        name=NAME,
        version=version,
        languages=("en",),
        max_tokens=graph.POSITIONS,
        files=files,
        heads=heads,
        toward=toward,
    )
    (out / MANIFEST).write_text(json.dumps(manifest.model_dump(mode="json"), indent=1) + "\n", encoding="utf-8")


def _blank(labels: Sequence[str]) -> Head:
    return Head(labels=tuple(labels), bias=(0.0,) * len(labels))
