"""`python -m listener.classify.training.deeper --bundle DIR --data DIR`: lets heads hear the lower layers too.

Attention over several layers (layers.py) is taught for each of HEADS by the texts that taught the network's head, and
added to its logits with the one of PARTS that makes the validation texts likeliest. The biases, temperatures and
thresholds of these heads are fitted anew. All else stays as it is, and with it whatever was taught on the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from listener.classify.bundle import MANIFEST, Manifest
from listener.classify.bundled import Bundled
from listener.classify.training import data, layers, measures, parts, release
from listener.classify.training.measures import Labels
from listener.classify.training.recipes import Recipe

HEADS: Mapping[str, tuple[str, ...]] = {"english": ("intent", "emotion"), "multilingual": ()}
"""Those of each model where it was found to help and to carry over; LOG.md has the others."""
PARTS = (0.0, 0.15, 0.3, 0.5)
"""How much of the answer comes from it, both at the temperature that fits them best."""


def teach(bundle: Path, recipe: Recipe, folder: Path, heads: Sequence[str], version: str | None = None) -> None:
    """Adds to these heads, in place of what was added before, and writes the manifest."""
    before = Manifest.model_validate_json((bundle / MANIFEST).read_bytes())
    for head in heads:
        texts, labels = taught(recipe, folder, head)
        share = np.sqrt(np.bincount(labels, minlength=len(recipe.task(head).labels)) / len(labels))
        weights = layers.learn(layers.tokens(bundle, texts), labels, (share / share.sum()).astype(np.float32))
        layers.add(bundle / "model.onnx", head, weights)
        parts.write(bundle, before)
        factor = fitting(Bundled(bundle), recipe, folder, head)
        print(f"{head}: added {factor:.3f} times")
        layers.add(bundle / "model.onnx", head, weights.times(factor))
        parts.write(bundle, before)
    same = dict.fromkeys([*before.same, before.files["model.onnx"]])
    plain = before.model_copy(update={"same": tuple(same), "version": version or before.version})
    parts.write(bundle, plain)
    fitted = parts.refitted(before, recipe, folder, Bundled(bundle), tuple(heads))
    parts.write(bundle, plain.model_copy(update={"heads": fitted}))


def taught(recipe: Recipe, folder: Path, head: str) -> tuple[list[str], Labels]:
    """The texts that taught the network's head, and the indices of their labels."""
    found = [each for each in data.training_examples(folder, recipe) if head in each.labels]
    return [each.text for each in found], np.array([each.labels[head] for each in found])


def fitting(model: Bundled, recipe: Recipe, folder: Path, head: str) -> float:
    """By how much what is added is to be multiplied."""
    items, truth = release.measured(folder, recipe, head)
    outputs = model.outputs(items, [layers.last(head), layers.more(head)])
    alone, more = outputs[layers.last(head)], outputs[layers.more(head)]
    ratio = measures.temperature(alone, truth) / measures.temperature(more, truth)

    def surprise(part: float) -> float:
        mixed = (alone + part / (1 - part) * ratio * more).astype(np.float32)
        return measures.surprise((mixed / measures.temperature(mixed, truth)).astype(np.float32), truth)

    part = min(PARTS, key=surprise)
    return part / (1 - part) * ratio


if __name__ == "__main__":
    parts.run(__doc__, HEADS, teach)
