"""One large product in integers: the factors, ranges and weights whose answer is nearest to the float product's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

FLOORS = (0.25, 0.5, 1.0, 1.5)
EXPONENTS = (0.55, 0.7, 0.85, 1.0)
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What training texts bring to a product of D channels.

    Attributes:
        low, high: [D] the extremes of each channel over all tokens; low is 0 at most, high 0 at least.
        rows: [R, D] a sample of the tokens.
    """

    low: Floats
    high: Floats
    rows: Floats

    @classmethod
    def of(cls, tokens: Floats, *, every: int) -> Inputs:
        """Those of some tokens [N, D], of which every `every`-th is kept."""
        return cls(
            low=np.minimum(tokens.min(axis=0), 0), high=np.maximum(tokens.max(axis=0), 0), rows=tokens[::every].copy()
        )

    @classmethod
    def union(cls, parts: Sequence[Inputs]) -> Inputs:
        """Those of all the tokens of several parts."""
        return cls(
            low=np.min([part.low for part in parts], axis=0),
            high=np.max([part.high for part in parts], axis=0),
            rows=np.concatenate([part.rows for part in parts]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Integers:
    """x @ weight as scale · scales · (uint8(x · factors / scale + zero) − zero) @ weights + correction.

    Attributes:
        factors: [D] evens out the channels of x, the inverse of them being part of the weights; ones do nothing.
        weights: [D, N] int8, with one of the `scales` [N] a column.
        correction: [N] mean of what the integers lose.
        loss: mean squared error of the answers that is left.
    """

    factors: Floats
    scale: np.float32
    zero: np.uint8
    weights: NDArray[np.int8]
    scales: Floats
    correction: Floats
    loss: float


def fit(inputs: Inputs, weight: Floats, *, factored: bool) -> Integers:
    """The integers of least loss; without `factored` the channels are left as they are.

    Nothing is clipped: the first and last tokens of a text carry the extremes, and every other token reads them.
    """
    exact = inputs.rows @ weight
    choices = candidates(inputs) if factored else [np.ones_like(inputs.low)]
    return min((attempt(inputs, weight, exact, factors) for factors in choices), key=lambda found: found.loss)


def candidates(inputs: Inputs) -> list[Floats]:
    """Factors that shrink channels by a power of their reach, as in SmoothQuant (Xiao et al. 2023).

    Channels of small reach are left together: widened to the full range, their lower ends would set the zero point.
    """
    reach = np.maximum(-inputs.low, inputs.high)
    floors = [np.maximum(reach, share * np.median(reach)) for share in FLOORS]
    return [(1 / floored**exponent).astype(np.float32) for floored, exponent in product(floors, EXPONENTS)]


def attempt(inputs: Inputs, weight: Floats, exact: Floats, factors: Floats) -> Integers:
    """The integers under these factors; `exact` [R, N] is what the sample's answers should be."""
    low, high = float((inputs.low * factors).min()), float((inputs.high * factors).max())
    scale = np.float32((high - low) / 255)
    zero = np.uint8(round(-low / float(scale)))
    scales, weights = per_channel(weight / factors[:, None], axis=0)
    read = np.clip(np.rint(inputs.rows * factors / scale) + zero, 0, 255) - zero
    lost = exact - (read @ weights.astype(np.float32)) * (scale * scales)
    correction = lost.mean(axis=0)
    return Integers(
        factors=factors,
        scale=scale,
        zero=zero,
        weights=weights,
        scales=scales,
        correction=correction,
        loss=float(np.square(lost - correction).mean()),
    )


def per_channel(weight: Floats, *, axis: int) -> tuple[Floats, NDArray[np.int8]]:
    """Symmetric int8: (scale of each slice, integers), the largest value along `axis` becoming 127."""
    scales = np.maximum(np.abs(weight).max(axis=axis, keepdims=True), 1e-8) / 127
    return scales.reshape(-1).astype(np.float32), np.round(weight / scales).astype(np.int8)
