"""Calibration does what it says on made logits."""

from __future__ import annotations

import numpy as np
import pytest

from listener.classify.training import measures

LABELS = ("no", "yes")


def made(count: int, sharpness: float) -> tuple[measures.Floats, measures.Labels]:
    """Logits whose honest temperature is `sharpness`."""
    source = np.random.default_rng(5)
    honest = source.normal(0, 1.5, size=(count, 2)).astype(np.float32)
    chance = 1 / (1 + np.exp(honest[:, 0] - honest[:, 1]))
    return honest * np.float32(sharpness), (source.random(count) < chance).astype(np.int64)


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 2.5])
def test_overconfidence_is_found(sharpness: float) -> None:
    logits, truth = made(6000, sharpness)
    assert measures.temperature(logits, truth) == pytest.approx(sharpness, rel=0.12)


def test_calibrated_answers_are_honest_and_abstaining_helps() -> None:
    logits, truth = made(6000, 3.0)
    head = measures.fit(LABELS, logits, truth, np.zeros(2, np.float32))
    tally = measures.tally(head, logits, truth)
    assert tally.ece < 0.03
    assert tally.kept_accuracy > tally.accuracy + 0.03


def test_a_label_named_for_being_rare_says_how_likely_it_is() -> None:
    logits, truth = made(6000, 1.0)
    head = measures.fit(LABELS, logits, truth, np.array([0, 1.5], np.float32))
    answers, sure = measures.answered(head, logits)
    doubted = (answers == 1) & (sure < 0.5)
    assert doubted.sum() > 500
    assert (truth[doubted] == 1).mean() == pytest.approx(sure[doubted].mean(), abs=0.05)


def test_the_threshold_leaves_the_agreed_share_out() -> None:
    logits, truth = made(4000, 1.0)
    head = measures.fit(LABELS, logits, truth, np.zeros(2, np.float32))
    _, sure = measures.answered(head, logits)
    assert (sure < head.threshold).mean() == pytest.approx(measures.ABSTAINS, abs=0.01)
