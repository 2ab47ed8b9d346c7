"""`python -m listener.classify.training.words --bundle DIR --data DIR`: gives a bundle what single words say.

A linear head over words and pieces of words (grams.py) is taught for each of HEADS by the same sets as the network's,
and added to the network's logits with the factor of FACTORS that makes the validation texts likeliest. The biases,
temperatures and thresholds of those heads, and of those to which words added before, are fitted anew. All else stays as
it is: the network's file, and with it whatever was taught on it.

Needs scipy and scikit-learn, which nothing else here needs.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from listener.classify.bundle import MANIFEST, Manifest
from listener.classify.bundled import Bundled
from listener.classify.grams import grams
from listener.classify.text import normalise
from listener.classify.training import data, measures, parts, release
from listener.classify.training.recipes import Recipe
from listener.classify.worded import Worded

FILE = "words.npz"
BITS = 16
"""Numbers of words: 2 to the power of this."""
HEADS: Mapping[str, tuple[str, ...]] = {"english": (), "multilingual": ("emotion", "offensive")}
"""Those of each model where it was found to help and to carry over; LOG.md has the others."""
LOOSENESS = 4.0
"""Inverse of the penalty on the weights; 1 to 16 were within noise of each other."""
ROUNDS = 60
FACTORS = (0.0, 0.15, 0.3, 0.5)
"""More would be likelier on some validation sets, but words carry the habits of the collection that they were learned
from, which is that of the validation texts too: at 0.75, "Ich bin so wütend" came near joy."""
Floats = measures.Floats
Tables = Mapping[str, tuple[Floats, Floats]]


def teach(bundle: Path, recipe: Recipe, folder: Path, heads: Sequence[str], version: str | None = None) -> None:
    """Writes FILE, where words add to any head, and the manifest; a bundle that has the file already is taught anew."""
    before = Manifest.model_validate_json((bundle / MANIFEST).read_bytes())
    former = Worded((bundle / before.words).read_bytes()).heads if before.words else ()
    files = {name: digest for name, digest in before.files.items() if name != FILE}
    plain = before.model_copy(update={"files": files, "words": "", "version": version or before.version})
    (bundle / FILE).unlink(missing_ok=True)
    parts.write(bundle, plain)
    network = Bundled(bundle)
    learned = {head: learn(recipe, folder, head, BITS) for head in heads}
    factors = {head: factor(network, recipe, folder, head, found) for head, found in learned.items()}
    print(factors)
    if learned:
        (bundle / FILE).write_bytes(packed({head: scaled(found, factors[head]) for head, found in learned.items()}))
        plain = plain.model_copy(update={"words": FILE, "files": {**files, FILE: ""}})
        parts.write(bundle, plain)
    fitted = parts.refitted(before, recipe, folder, Bundled(bundle), tuple(dict.fromkeys([*former, *heads])))
    parts.write(bundle, plain.model_copy(update={"heads": fitted}))


def learn(recipe: Recipe, folder: Path, head: str, bits: int) -> tuple[Floats, Floats]:
    """Weights [2 ** bits, K] and bias [K] of a softmax regression on the training texts of a head."""
    from sklearn.linear_model import LogisticRegression

    below, forbidden = dict(recipe.validation)[head], data.validation_keys(folder)
    rows = list(data.without(data.read(folder / below / "train.jsonl"), forbidden))
    labels = recipe.task(head).labels
    truth = np.array([labels.index(str(row["label"])) for row in rows])
    found = LogisticRegression(C=LOOSENESS, max_iter=ROUNDS, tol=1e-3).fit(seen(rows, bits), truth)
    weights, bias = found.coef_.T.astype(np.float32), found.intercept_.astype(np.float32)
    if len(bias) > 1:
        return weights, bias
    return np.hstack([-weights / 2, weights / 2]), np.hstack(
        [-bias / 2, bias / 2]
    )  # scikit-learn tells one side of two


def seen(rows: Sequence[data.Row], bits: int) -> Any:
    """What stands in each text [N, 2 ** bits], sparse: each kind of grams has the length 1."""
    from scipy import sparse

    kinds = [
        sparse.csr_matrix(
            (np.repeat(1 / np.sqrt(np.maximum(each.counts, 1)), each.counts), each.ids, each.bounds),
            (len(rows), 1 << bits),
        )
        for each in grams([normalise(row["text"]).text for row in rows], bits)
    ]
    return sum(kinds[1:], kinds[0])


def factor(model: Bundled, recipe: Recipe, folder: Path, head: str, learned: tuple[Floats, Floats]) -> float:
    """By how much what words say is to be added."""
    items, truth = release.measured(folder, recipe, head)
    logits = model.logits(items, head)
    texts = [normalise(item.text).text for item in items]
    added = Worded(packed({head: learned})).logits(texts, [head])[head]

    def surprise(each: float) -> float:
        mixed = (logits + each * added).astype(np.float32)
        return measures.surprise((mixed / measures.temperature(mixed, truth)).astype(np.float32), truth)

    return min(FACTORS, key=surprise)


def scaled(learned: tuple[Floats, Floats], by: float) -> tuple[Floats, Floats]:
    """The same, adding `by` times as much."""
    weights, bias = learned
    return by * weights, by * bias


def packed(tables: Tables) -> bytes:
    """The bytes of the file: weights as integers of one byte, one scale a label."""
    arrays: dict[str, Any] = {}
    for head, (weights, bias) in tables.items():
        scale = np.maximum(abs(weights).max(axis=0), 1e-6) / 127
        arrays[head] = np.round(weights / scale).astype(np.int8)
        arrays[f"{head}.scale"], arrays[f"{head}.bias"] = scale.astype(np.float32), bias.astype(np.float32)
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


if __name__ == "__main__":
    parts.run(__doc__, HEADS, teach)
