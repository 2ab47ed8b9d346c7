"""The integers of a product answer as the float product does, outliers included."""

from __future__ import annotations

import numpy as np
import pytest

from listener.classify.training.product import Floats, Inputs, Integers, fit

WIDTH = 64


def tokens(count: int) -> Floats:
    """Channels of about one, and one of about forty, as normalised layers have them."""
    found = np.random.default_rng(3).normal(size=(count, WIDTH)).astype(np.float32)
    found[:, 5] = 40 + found[:, 5]
    return found


def weight() -> Floats:
    return np.random.default_rng(4).normal(size=(WIDTH, 32)).astype(np.float32)


def answers(found: Integers, x: Floats) -> Floats:
    """What the integer graph computes."""
    read = np.clip(np.rint(x * found.factors / found.scale) + found.zero, 0, 255) - found.zero
    result: Floats = (read @ found.weights.astype(np.float32)) * (found.scale * found.scales) + found.correction
    return result


def error(found: Integers, x: Floats) -> float:
    exact = x @ weight()
    return float(np.square(answers(found, x) - exact).mean() / np.square(exact).mean())


def test_a_channel_of_outliers_does_not_cost_the_others_their_precision() -> None:
    inputs = Inputs.of(tokens(400), every=1)
    even, plain = (fit(inputs, weight(), factored=factored) for factored in (True, False))
    assert error(even, inputs.rows) < error(plain, inputs.rows) / 5


def test_extremes_that_the_sample_lacks_are_not_clipped() -> None:
    seen = tokens(400)
    seen[1] *= 3
    inputs = Inputs.of(seen, every=2)
    assert error(fit(inputs, weight(), factored=True), seen[1:2]) < 1e-4


def test_the_correction_leaves_no_bias() -> None:
    inputs = Inputs.of(tokens(400), every=1)
    found = fit(inputs, weight(), factored=True)
    assert np.abs((answers(found, inputs.rows) - inputs.rows @ weight()).mean(axis=0)).max() < 1e-3
    assert np.abs(found.correction).max() > 1e-3


def test_parts_seen_one_after_the_other_are_as_all_at_once() -> None:
    seen = tokens(30)
    whole, parts = Inputs.of(seen, every=1), Inputs.union([Inputs.of(seen[:9], every=1), Inputs.of(seen[9:], every=1)])
    for name in ("low", "high", "rows"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))


@pytest.mark.parametrize("sign", [1, -1])
def test_channels_of_one_sign_keep_their_zero(sign: int) -> None:
    inputs = Inputs.of(sign * np.abs(tokens(400)), every=1)
    found = fit(inputs, weight(), factored=True)
    assert error(found, inputs.rows) < 1e-3
    assert int(found.zero) == (0 if sign > 0 else 255)
