"""A released bundle as the teacher: its probabilities for every training text and head, labelled there or not.

So each text trains every head, and a label that was given is softened by what the teacher finds likely (Hinton et al.
2015; with a teacher of the student's own size, Furlanello et al. 2018).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from listener.classify.base import Item
from listener.classify.bundled import Bundled, softmax
from listener.classify.network import Floats
from listener.classify.training.batches import Encoded
from listener.classify.training.data import Example
from listener.classify.training.tasks import KEPT

FILE = "taught.npy"


def teach(
    encoded: Sequence[Encoded], examples: Sequence[Example], bundle: Path, out: Path, *, threads: int
) -> list[Encoded]:
    """The encoded examples with the teacher's answers, which `out` keeps for a resumed run."""
    kept = out / FILE
    if not kept.exists():
        np.save(kept, answers(Bundled(bundle, threads=threads), [example.text for example in examples]))
    return [replace(one, taught=tuple(map(float, row))) for one, row in zip(encoded, np.load(kept), strict=True)]


def answers(teacher: Bundled, texts: Sequence[str]) -> Floats:
    """Probabilities [N, K] of the labels of the released heads, one head after the other, as they were trained:
    without the bias and temperature that were fitted on validation texts afterwards."""
    logits = teacher.outputs([Item(text=text) for text in texts], [task.name for task in KEPT])
    return np.concatenate([softmax(logits[task.name]) for task in KEPT], axis=1)


def parts(taught: Tensor) -> Iterator[tuple[str, Tensor]]:
    """(head, its columns [B, labels]) of a batch's `taught`; none without a teacher."""
    if taught.shape[1]:
        sizes = [len(task.labels) for task in KEPT]
        yield from zip((task.name for task in KEPT), torch.split(taught, sizes, dim=1), strict=True)
