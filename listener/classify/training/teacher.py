"""Released bundles as teachers: their probabilities for every training text and head, labelled there or not.

So each text trains every head, and a label that was given is softened by what the teachers find likely (Hinton et al.
2015; with a teacher of the student's own size, Furlanello et al. 2018). Several are mixed head by head by the shares
that its task names. They answer texts of the first one's languages, and heads whose labels are their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from listener.classify.base import Item
from listener.classify.bundled import Bundled, softmax
from listener.classify.network import Floats
from listener.classify.training.batches import UNTOLD, Encoded
from listener.classify.training.data import Example
from listener.classify.training.recipes import TOWARD_HEAD
from listener.classify.training.tasks import TOWARD, TOWARD_SHARES, Task

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One teacher's logits.

    Attributes:
        heads: head -> [N, labels], of the texts that were asked.
        toward: [P, 3], of the brands that stand in them.
    """

    heads: dict[str, Floats]
    toward: Floats


def known(teachers: Sequence[Bundled], tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The released heads that a teacher with a share in them has with the same labels."""
    return tuple(task for task in tasks if task.kept and any(_has(each, task) for each in teachers[: len(task.shares)]))


def _has(bundle: Bundled, task: Task) -> bool:
    heads = bundle.manifest.heads
    return task.name in heads and heads[task.name].labels == task.labels


def ask(
    examples: Sequence[Example], teachers: Sequence[Bundled], tasks: Sequence[Task], out: Path
) -> tuple[list[int], list[Answers]]:
    """Places of the texts that are taught, and each teacher's answers to those, which `out` keeps for a resumed run."""
    languages = teachers[0].manifest.languages
    places = [place for place, example in enumerate(examples) if example.language in languages]
    asked = [examples[place] for place in places]
    return places, [kept(bundle, asked, tasks, out / f"taught-{n}.npz") for n, bundle in enumerate(teachers)]


def teach(
    encoded: Sequence[Encoded],
    examples: Sequence[Example],
    asked: tuple[Sequence[int], Sequence[Answers]],
    tasks: Sequence[Task],
) -> list[Encoded]:
    """The encoded examples with what `ask` found."""
    places, found = asked
    heads = [mixed([each.heads.get(task.name) for each in found], task.shares) for task in tasks]
    rows = np.concatenate(heads, axis=1).tolist()
    pairs = mixed([each.toward for each in found], TOWARD_SHARES).tolist()
    brands = dict(zip(named([examples[place] for place in places]), pairs, strict=True))
    taught = list(encoded)
    for index, place in enumerate(places):
        toward = [tuple(brands.get((index, brand), UNTOLD)) for brand in range(len(examples[place].toward))]
        taught[place] = replace(taught[place], taught=tuple(rows[index]), taught_toward=toward)
    return taught


def agreed(examples: Sequence[Example], asked: tuple[Sequence[int], Sequence[Answers]], task: Task) -> list[int]:
    """Places of the texts without a label in which two teachers or more read the same rare one: worth showing again."""
    places, found = asked
    read = [each.heads[task.name].argmax(axis=1) for each in found if task.name in each.heads]
    if len(read) < 2:
        return []
    answers = np.stack(read)
    rare = [task.labels.index(label) for label in task.rare]
    same = (answers == answers[0]).all(axis=0) & np.isin(answers[0], rare)
    return [place for place, good in zip(places, same, strict=True) if good and task.name not in examples[place].labels]


def kept(bundle: Bundled, examples: Sequence[Example], tasks: Sequence[Task], path: Path) -> Answers:
    """A teacher's answers out of a file, which is written where there is none."""
    if not path.exists():
        found = answers(bundle, examples, [task for task in tasks if _has(bundle, task)])
        arrays: dict[str, Any] = {**found.heads, TOWARD_HEAD: found.toward}
        np.savez(path, **arrays)
    with np.load(path) as file:
        heads = {name: file[name] for name in file.files if name != TOWARD_HEAD}
        return Answers(heads=heads, toward=file[TOWARD_HEAD])


def answers(teacher: Bundled, examples: Sequence[Example], tasks: Sequence[Task]) -> Answers:
    """Logits of these heads and toward each brand, as they were trained: without the bias and temperature that were
    fitted on validation texts afterwards."""
    heads = teacher.outputs([Item(text=example.text) for example in examples], [task.name for task in tasks])
    brands = [(examples[text], examples[text].toward[brand]) for text, brand in named(examples)]
    items = [Item(text=example.text, toward=(example.text[start:end],)) for example, (start, end, _) in brands]
    toward = teacher.logits(items, TOWARD_HEAD) if items else np.zeros((0, len(TOWARD)), np.float32)
    return Answers(heads=heads, toward=toward)


def named(examples: Sequence[Example]) -> list[Pair]:
    """(text, brand) of the brands that have a place in their text; the others have no words to be asked about."""
    return [
        (text, brand)
        for text, example in enumerate(examples)
        for brand, (start, end, _) in enumerate(example.toward)
        if end > start
    ]


def mixed(logits: Sequence[Floats | None], shares: Sequence[float]) -> Floats:
    """Probabilities [N, K]: those of the teachers that have the head and a share in it, by their shares."""
    known = [(softmax(each), share) for each, share in zip(logits, shares, strict=False) if each is not None]
    whole = sum(share for _, share in known)
    return sum((share / whole * each for each, share in known[1:]), known[0][1] / whole * known[0][0])


def parts(taught: Tensor, tasks: Sequence[Task]) -> Iterator[tuple[str, Tensor]]:
    """(head, its columns [B, labels]) of a batch's `taught`; none without a teacher."""
    if taught.shape[1]:
        sizes = [len(task.labels) for task in tasks]
        yield from zip((task.name for task in tasks), torch.split(taught, sizes, dim=1), strict=True)
