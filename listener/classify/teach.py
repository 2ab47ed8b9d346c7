"""Learns a head on the frozen network from a few examples, and says whether it beats the present one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from listener.classify import figures
from listener.classify.base import Item
from listener.classify.bundled import Bundled, preferences, softmax
from storage.errors import ListenerError

Floats = NDArray[np.float32]
Labels = NDArray[np.integer]
Truths = NDArray[np.bool_]
FEWEST = 5
FOLDS = 5
STEPS = 300
PENALTY = 0.02
OWN = ("no", "yes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A learned head and how it did on examples that it had not seen.

    Attributes:
        head: A head of the model, or the name of an own label as `risk:safety`.
        labels: In the order of the outputs; an own label has `no` and `yes`.
        weights, bias: [D, K] and [K] over scaled pooled vectors; for a head of the model added to its own answer.
        before, after: Macro F1 of the present head and of this one, cross-validated.
        taken, left: Of an own label, how many texts of the background were taken to be without it, and how many were
            left out, as they may have it.
    """

    head: str
    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    before: float
    after: float
    taken: int = 0
    left: int = 0

    @property
    def better(self) -> bool:
        """Whether it should be adopted."""
        return self.after > self.before


def teach_label(
    model: Bundled, name: str, examples: Sequence[str], others: Sequence[str], background: Sequence[str]
) -> Lesson:
    """An own label from texts that have it, texts that somebody said do not, and a background of which nobody knows.

    Of the background the half that is least like the examples is taken to be without the label: taken whole, a label
    that half of it has would be learned as rare, and found in one post of ten that have it.

    Raises:
        ListenerError: fewer than FEWEST texts of either kind can be read.
    """
    texts = [*examples, *others, *background]
    vectors, read = _vectors(model, texts)
    known = read < len(examples) + len(others)
    truth = (read < len(examples)).astype(np.int64)
    _enough(name, truth, 1)
    far = _least_alike(vectors, truth == 1, ~known)
    chosen = known | far
    _enough(name, truth[chosen], 0)
    vectors, truth = vectors[chosen], truth[chosen]
    lesson = _lesson(name, OWN, vectors, np.zeros((len(truth), 2), np.float32), truth)
    return replace(lesson, taken=int(far.sum()), left=int((~chosen).sum()))


def _least_alike(vectors: Floats, examples: Truths, background: Truths) -> Truths:
    """Which texts are the half of the background that is least like the examples: by their mean, all of one length."""
    likeness = vectors @ vectors[examples].mean(axis=0)
    places = np.flatnonzero(background)
    far = places[np.argsort(likeness[places], kind="stable")[: (len(places) + 1) // 2]]
    chosen = np.zeros(len(vectors), np.bool_)
    chosen[far] = True
    return chosen


def teach_head(model: Bundled, head: str, corrections: Sequence[tuple[str, str]], background: Sequence[str]) -> Lesson:
    """Corrects a head of the model by (text, right label) pairs.

    Args:
        background: texts that nobody corrected; the present answers to them are to be kept.

    Raises:
        ListenerError: unknown head or label, or fewer than FEWEST corrections.
    """
    untaught(model, head, [label for _, label in corrections])
    present = model.manifest.heads[head]
    texts = [*(text for text, _ in corrections), *background]
    vectors, read = _vectors(model, texts)
    logits = model.logits([Item(text=texts[i]) for i in read], head) if len(read) else np.zeros((0, 1), np.float32)
    offsets = preferences(present, logits)
    truth = offsets.argmax(axis=1)
    corrected = read < len(corrections)
    truth[corrected] = [present.labels.index(corrections[i][1]) for i in read[corrected]]
    if corrected.sum() < FEWEST:
        raise ListenerError(f"{head}: {corrected.sum()} readable corrections; {FEWEST} are the fewest to learn from")
    return _lesson(head, present.labels, vectors, offsets, truth)


def untaught(model: Bundled, head: str, labels: Sequence[str]) -> Lesson:
    """A head of the model with nothing learned.

    Raises:
        ListenerError: the model has no such head, or it has none of these labels.
    """
    if head not in model.manifest.heads:
        raise ListenerError(f"there is no head {head!r}; there are {', '.join(model.manifest.heads)}")
    known = model.manifest.heads[head].labels
    if unknown := sorted(set(labels) - set(known)):
        raise ListenerError(f"{head} has no label {unknown[0]!r}; there are {', '.join(known)}")
    nothing = np.zeros((0, len(known)), np.float32)
    return Lesson(head=head, labels=known, weights=nothing, bias=np.zeros(0, np.float32), before=0.0, after=0.0)


def _enough(name: str, truth: Labels, value: int) -> None:
    what = "examples of it" if value else "texts without it"
    if (count := int((truth == value).sum())) < FEWEST:
        raise ListenerError(f"{name}: {count} readable {what}; {FEWEST} are the fewest to learn from")


def _vectors(model: Bundled, texts: Sequence[str]) -> tuple[Floats, Labels]:
    """Scaled vectors of the readable texts, and which texts these are."""
    readings = model.classify([Item(text=text) for text in texts], force=True)
    read = np.array([i for i, reading in enumerate(readings) if reading.heads], np.int64)
    if not len(read):
        return np.zeros((0, 1), np.float32), read
    return scaled(model.logits([Item(text=texts[i]) for i in read], "pooled")), read


def _lesson(head: str, labels: tuple[str, ...], vectors: Floats, offsets: Floats, truth: Labels) -> Lesson:
    after = _macro_f1(cross_validated(vectors, offsets, truth), truth, len(labels))
    weights, bias = learn(vectors, offsets, truth)
    before = _macro_f1(offsets.argmax(axis=1), truth, len(labels))
    return Lesson(head=head, labels=labels, weights=weights, bias=bias, before=before, after=after)


def cross_validated(vectors: Floats, offsets: Floats, truth: Labels) -> Labels:
    """The answer to each text of a head that was learned without it, in FOLDS parts of equal make-up."""
    answers = np.zeros_like(truth)
    folds = np.zeros(len(truth), np.int64)
    for label in np.unique(truth):
        places = np.flatnonzero(truth == label)
        folds[places] = np.arange(len(places)) % FOLDS
    for fold in range(FOLDS):
        here = folds == fold
        if here.any() and not here.all():
            weights, bias = learn(vectors[~here], offsets[~here], truth[~here])
            answers[here] = (offsets[here] + vectors[here] @ weights + bias).argmax(axis=1)
    return answers


def learn(vectors: Floats, offsets: Floats, truth: Labels) -> tuple[Floats, Floats]:
    """Softmax regression added to `offsets` [N, K], every label weighing the same; (weights [D, K], bias [K]).

    Accelerated gradient descent (Nesterov 1983) at the step that the largest curvature allows.
    """
    size = offsets.shape[1]
    target = np.eye(size, dtype=np.float32)[truth]
    share = (1 / np.maximum(np.bincount(truth, minlength=size), 1))[truth].astype(np.float32)
    share /= share.sum()
    inputs = np.hstack([vectors, np.ones((len(vectors), 1), np.float32)])
    rate = 1 / (0.5 * float((share * (inputs**2).sum(axis=1)).sum()) + PENALTY)
    now = np.zeros((inputs.shape[1], size), np.float32)
    ahead = now
    for step in range(STEPS):
        gap = (softmax(offsets + inputs @ ahead) - target) * share[:, None]
        moved = ahead - rate * (inputs.T @ gap + PENALTY * ahead)
        ahead = moved + step / (step + 3) * (moved - now)
        now = moved
    return now[:-1], now[-1]


def _macro_f1(answers: Labels, truth: Labels, size: int) -> float:
    return float(figures.macro(figures.confusion(truth, answers, size))["macro_f1"])


def scaled(vectors: Floats) -> Floats:
    """Vectors [N, D] at the length √D, so that one penalty fits every model."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    result: Floats = (vectors / lengths * np.sqrt(vectors.shape[1])).astype(np.float32)
    return result
