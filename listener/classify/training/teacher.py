"""A released bundle as the teacher: its probabilities for every training text and head, labelled there or not.

So each text trains every head, and a label that was given is softened by what the teacher finds likely (Hinton et al.
2015; with a teacher of the student's own size, Furlanello et al. 2018). It answers texts of its own languages, and
heads whose labels are its own.
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
from listener.classify.training.tasks import Task

FILE = "taught.npy"


def known(bundle: Bundled, tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The released heads that the teacher has with the same labels."""
    heads = bundle.manifest.heads
    return tuple(task for task in tasks if task.kept and task.name in heads and heads[task.name].labels == task.labels)


def teach(
    encoded: Sequence[Encoded], examples: Sequence[Example], bundle: Bundled, tasks: Sequence[Task], out: Path
) -> list[Encoded]:
    """The encoded examples with the teacher's answers, which `out` keeps for a resumed run."""
    kept = out / FILE
    own = [place for place, example in enumerate(examples) if example.language in bundle.manifest.languages]
    if not kept.exists():
        np.save(kept, answers(bundle, [examples[place].text for place in own], tasks))
    taught = list(encoded)
    for place, row in zip(own, np.load(kept), strict=True):
        taught[place] = replace(taught[place], taught=tuple(map(float, row)))
    return taught


def answers(teacher: Bundled, texts: Sequence[str], tasks: Sequence[Task]) -> Floats:
    """Probabilities [N, K] of the labels of these heads, one head after the other, as they were trained: without the
    bias and temperature that were fitted on validation texts afterwards."""
    logits = teacher.outputs([Item(text=text) for text in texts], [task.name for task in tasks])
    return np.concatenate([softmax(logits[task.name]) for task in tasks], axis=1)


def parts(taught: Tensor, tasks: Sequence[Task]) -> Iterator[tuple[str, Tensor]]:
    """(head, its columns [B, labels]) of a batch's `taught`; none without a teacher."""
    if taught.shape[1]:
        sizes = [len(task.labels) for task in tasks]
        yield from zip((task.name for task in tasks), torch.split(taught, sizes, dim=1), strict=True)
