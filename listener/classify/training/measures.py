"""Calibration of a head on validation logits, and the share of right answers when it may abstain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from listener.classify import figures
from listener.classify.bundle import Head
from listener.classify.bundled import preferences, probabilities

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]
TEMPERATURES = np.geomspace(0.3, 4.0, 120)
ABSTAINS = 0.19
STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)
HALVINGS = 40
BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Texts whose answers were stated with about the same probability.

    Attributes:
        said: Mean of the stated probabilities.
        right: Share of the answers that were right.
    """

    said: float
    right: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Figures of one head on one set, as fractions.

    Attributes:
        ece: Calibration error in 15 equal bins, with the temperature fitted on the other half.
        ece_least: What a perfectly calibrated head shows on as many texts.
        kept_accuracy: Accuracy where the least sure ABSTAINS of the texts are left out.
        bins: The texts by stated probability, of the same temperatures as `ece`.
    """

    accuracy: float
    macro_recall: float
    macro_f1: float
    ece: float
    ece_least: float
    kept_accuracy: float
    bins: tuple[Bin, ...]


def best(
    labels: tuple[str, ...], logits: Floats, truth: Labels, shares: Floats, goal: str, strength: float | None = None
) -> Head:
    """The head whose bias −s·log(prior) serves its goal best (Menon et al. 2021); none where it does not carry over.

    Args:
        strength: s where these texts are not to choose it.
    """
    prior = np.log(shares)

    def quality(strength: float, here: NDArray[np.bool_]) -> float:
        answers = (logits[here] - strength * prior).argmax(axis=1)
        return float(figures.macro(figures.confusion(truth[here], answers, len(labels)))[goal])

    if strength is None:
        whole = np.ones(len(truth), bool)
        strength = max(STRENGTHS, key=partial(quality, here=whole)) if carried(quality, len(truth)) > 0 else 0.0
    return fit(labels, logits, truth, (-strength * prior).astype(np.float32))


def carried(quality: Callable[..., float], size: int) -> float:
    """What a strength chosen on one half of the texts gains on the other one, over none: the mean of HALVINGS."""
    source = np.random.default_rng(1)
    gains: list[float] = []
    for _ in range(HALVINGS):
        here = source.permutation(size) % 2 == 0
        chosen = max(STRENGTHS, key=partial(quality, here=here))
        gains.append(quality(chosen, ~here) - quality(0.0, ~here))
    return float(np.mean(gains))


def fit(labels: tuple[str, ...], logits: Floats, truth: Labels, bias: Floats) -> Head:
    """A head with its temperature (least negative log likelihood) and threshold fitted on these texts."""
    head = Head(labels=labels, temperature=round(temperature(logits, truth), 4), bias=tuple(map(float, bias)))
    _, sure = answered(head, logits)
    return head.model_copy(update={"threshold": round(float(np.quantile(sure, ABSTAINS)), 4)})


def answered(head: Head, logits: Floats) -> tuple[Labels, Floats]:
    """The index of each text's answer, and its probability."""
    answers = preferences(head, logits).argmax(axis=1)
    return answers, probabilities(head, logits)[np.arange(len(logits)), answers]


def temperature(logits: Floats, truth: Labels) -> float:
    """The temperature under which the right labels were likeliest (Guo et al. 2017), on a grid."""
    return float(min(TEMPERATURES, key=lambda t: surprise(logits / t, truth)))


def surprise(logits: Floats, truth: Labels) -> float:
    """Mean negative log likelihood of the right labels."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    total = np.log(np.exp(shifted).sum(axis=1))
    return float((total - shifted[np.arange(len(truth)), truth]).mean())


def tally(head: Head, logits: Floats, truth: Labels) -> Tally:
    """Figures of a head; each half's calibration is measured with the other half's temperature."""
    answers, sure = answered(head, logits)
    halves = np.arange(len(truth)) % 2
    for half in (0, 1):
        here = halves == half
        warm = head.model_copy(update={"temperature": temperature(logits[~here], truth[~here])})
        _, sure[here] = answered(warm, logits[here])
    kept = sure >= np.quantile(sure, 0.2)
    means = figures.macro(figures.confusion(truth, answers, len(head.labels)))
    return Tally(
        accuracy=float(means["accuracy"]),
        macro_recall=float(means["macro_recall"]),
        macro_f1=float(means["macro_f1"]),
        ece=figures.ece(sure, answers == truth),
        ece_least=figures.least_ece(sure),
        kept_accuracy=float((answers == truth)[kept].mean()),
        bins=bins(sure, answers == truth),
    )


def bins(sure: Floats, right: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """The answers by their probability in BINS equal steps; steps without any are left out."""
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(said=float(sure[here].mean()), right=float(right[here].mean()), count=int(here.sum()))
        for here in (places == place for place in range(BINS))
        if here.any()
    )
