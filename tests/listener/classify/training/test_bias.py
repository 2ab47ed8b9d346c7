"""The strength of a bias is kept only where it helps texts that did not choose it."""

from __future__ import annotations

import numpy as np

from listener.classify import figures
from listener.classify.training import measures

LABELS = ("rare", "usual")
SHARES = np.array([0.1, 0.9], np.float32)


def test_a_bias_that_helps_other_texts_is_kept() -> None:
    source = np.random.default_rng(1)
    truth = (source.random(1200) > 0.1).astype(np.int64)
    evidence = source.normal(size=1200) + np.where(truth, 1.0, -1.0)
    logits = np.stack([np.log(0.1) - evidence, np.log(0.9) + evidence], axis=1).astype(np.float32)
    head = measures.best(LABELS, logits, truth, SHARES, "macro_recall")
    assert head.bias[0] > head.bias[1]
    plain, helped = (
        figures.macro(figures.confusion(truth, (logits + bias).argmax(axis=1), 2))["macro_recall"]
        for bias in (0.0, np.array(head.bias))
    )
    assert helped > plain + 0.05


def test_a_bias_that_only_its_own_texts_like_is_left_out() -> None:
    def quality(strength: float, here: np.ndarray) -> float:
        return strength * float(liked[here].mean())

    liked = np.random.default_rng(2).normal(size=400)
    liked -= liked.mean()
    assert measures.carried(quality, 400) < 0
    assert measures.carried(lambda strength, here: strength, 400) == 1
