"""Stretches of the copy: what lies in a bar is what lies between its two places, wherever blocks begin and end."""

from __future__ import annotations

from itertools import pairwise

import pytest

from listener.explore.columns import block, dictionary
from listener.explore.pieces import Piece, Pieces

PLACES = ((2, 8, 0), (0, 5, 6), (3, 4, 11))
STRETCH = Pieces([Piece(block((), dictionary()), *each) for each in PLACES])


@pytest.mark.parametrize(
    "cuts", [(0, 3, 6, 12), (0, 12), (-4, 2, 9), (4, 4, 9, 9), (6, 11), (7,), (12, 20), (-9, -3, 0, 50)]
)
def test_bars_hold_what_lies_between_their_places(cuts: tuple[int, ...]) -> None:
    bars = list(enumerate(pairwise(cuts)))
    every = [(each, each.block, each.low + index) for each in STRETCH for index in range(len(each))]
    wanted = [
        (bar, of, row)
        for whole, of, row in every
        for bar, (first, last) in bars
        if first <= whole.begin + row - whole.low < last
    ]
    assert wanted == [
        (bar, each.block, row) for bar, each in STRETCH.barred(cuts) for row in range(each.low, each.high)
    ]
