"""Figures agree with values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from listener.classify import figures

# 10 texts of class 0 (8 right), 5 of class 1 (2 right)
TABLE = np.array([[8, 2], [3, 2]])


def test_means_by_hand() -> None:
    values = figures.macro(TABLE)
    assert values["accuracy"] == pytest.approx(10 / 15)
    assert values["macro_recall"] == pytest.approx((0.8 + 0.4) / 2)
    assert values["macro_f1"] == pytest.approx((16 / 21 + 4 / 9) / 2)


def test_a_class_without_texts_does_not_count() -> None:
    table = np.array([[8, 2, 0], [3, 2, 0], [0, 0, 0]])
    assert figures.macro(table)["macro_recall"] == pytest.approx(0.6)


def test_abstentions_are_left_out() -> None:
    table = figures.confusion(np.array([0, 0, 1]), np.array([0, -1, 0]), 2)
    assert table.tolist() == [[1, 0], [1, 0]]


def test_calibration_error_by_hand() -> None:
    sure = np.array([0.9, 0.9, 0.9, 0.9, 0.6, 0.6])
    right = np.array([True, True, True, False, True, False])
    assert figures.ece(sure, right) == pytest.approx((4 * 0.15 + 2 * 0.1) / 6)
    assert figures.ece(np.array([]), np.array([], bool)) == 0


@pytest.mark.parametrize("count", [100, 10_000])
def test_the_least_calibration_error_is_that_of_honest_answers(count: int) -> None:
    source = np.random.default_rng(3)
    sure = source.uniform(0.4, 1, count)
    least = figures.least_ece(sure)
    shown = np.mean([figures.ece(sure, source.random(count) < sure) for _ in range(50)])
    assert least == pytest.approx(shown, rel=0.15)
    assert figures.ece(sure, source.random(count) < sure - 0.2) > 2 * least
    assert figures.least_ece(np.array([])) == 0


@pytest.mark.parametrize("count", [80, 2_000])
def test_chance_is_no_calibration_error(count: int) -> None:
    source = np.random.default_rng(4)
    sure = [source.uniform(0.4, 1, count) for _ in range(60)]
    honest = [figures.true_ece(each, source.random(count) < each) for each in sure]
    assert np.median(honest) < 0.5 * figures.least_ece(sure[0])
    kind = [figures.true_ece(each, source.random(count) < each - 0.2) for each in sure]
    assert np.mean(kind) == pytest.approx(0.2, abs=0.02)
    assert figures.true_ece(np.array([0.9, 0.6]), np.array([True, False])) == pytest.approx(0.35)
    assert figures.true_ece(np.array([]), np.array([], bool)) == 0


def test_intervals_hold_the_value_and_shrink_with_more_texts() -> None:
    few, many = figures.intervals(TABLE), figures.intervals(TABLE * 100)
    for name, value in figures.macro(TABLE).items():
        assert few[name][0] < value < few[name][1]
        assert many[name][1] - many[name][0] < few[name][1] - few[name][0]
    assert figures.intervals(TABLE * 0) == {}
