"""Figures of a classifier from its answers: recall, F1, calibration error, bootstrap intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Labels = NDArray[np.integer]
BINS = 15
RESAMPLES = 1000
DRAWS = 200
GROUPS = 8


def confusion(truth: Labels, answers: Labels, size: int) -> NDArray[np.int64]:
    """Counts [truth, answer]; answers below 0 (abstentions) are left out."""
    table = np.zeros((size, size), np.int64)
    given = answers >= 0
    np.add.at(table, (truth[given], answers[given]), 1)
    return table


def precision_recall_f1(table: Floats | Labels) -> tuple[Floats, Floats, Floats]:
    """Of each class, over the last two axes [truth, answer]; 0 where a class has no answers or no texts."""
    hits = np.diagonal(table, axis1=-2, axis2=-1).astype(float)
    answered, present = table.sum(axis=-2), table.sum(axis=-1)
    precision = hits / np.maximum(answered, 1)
    recall = hits / np.maximum(present, 1)
    return precision, recall, 2 * hits / np.maximum(answered + present, 1)


def macro(table: Labels) -> dict[str, Floats]:
    """accuracy, macro_recall and macro_f1 over the last two axes, classes without texts left out of the means."""
    _, recall, f1 = precision_recall_f1(table)
    present = table.sum(axis=-1) > 0
    count = np.maximum(present.sum(axis=-1), 1)
    hits = np.diagonal(table, axis1=-2, axis2=-1).sum(axis=-1)
    return {
        "accuracy": np.asarray(hits / np.maximum(table.sum(axis=(-2, -1)), 1)),
        "macro_recall": np.asarray((recall * present).sum(axis=-1) / count),
        "macro_f1": np.asarray((f1 * present).sum(axis=-1) / count),
    }


def intervals(table: Labels, seed: int = 1) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals; drawing texts with replacement is a multinomial draw of the table's cells."""
    total = int(table.sum())
    if not total:
        return {}
    draws = np.random.default_rng(seed).multinomial(total, table.ravel() / total, size=RESAMPLES)
    values = macro(draws.reshape(RESAMPLES, *table.shape))
    return {
        name: (float(low), float(high)) for name, v in values.items() for low, high in [np.quantile(v, (0.025, 0.975))]
    }


def ece(sure: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error: mean gap of confidence and accuracy over BINS equal-width bins, by their size."""
    if not len(sure):
        return 0.0
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = (abs(float(sure[places == b].sum() - right[places == b].sum())) for b in range(BINS))
    return sum(gaps) / len(sure)


def least_ece(sure: Floats, seed: int = 1) -> float:
    """Mean of `ece` over DRAWS sets in which each answer is right with just the probability that it states.

    What a perfectly calibrated classifier shows on so few texts; an error near it is none that these texts can show.
    """
    source = np.random.default_rng(seed)
    return float(np.mean([ece(sure, source.random(len(sure)) < sure) for _ in range(DRAWS)]))


def true_ece(sure: Floats, right: NDArray[np.bool_]) -> float:
    """Calibration error without what chance adds on few texts: 0 where no more than chance is seen.

    The root of the mean squared gap of confidence and accuracy over GROUPS equally large groups, less the variance that
    each accuracy has by chance (Kumar, Liang and Ma 2019). `ece` never shows less than `least_ece`, however honest.
    """
    order = np.argsort(sure, kind="stable")
    total = 0.0
    for group in np.array_split(order, GROUPS):
        if len(group) < 2:
            return ece(sure, right)
        share = float(right[group].mean())
        gap = float(sure[group].mean()) - share
        total += len(group) / len(order) * (gap * gap - share * (1 - share) / (len(group) - 1))
    return float(np.sqrt(max(total, 0.0)))
