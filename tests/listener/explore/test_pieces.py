"""Stretches of the copy: what lies in a bar is what lies between its two places, wherever blocks begin and end."""

from __future__ import annotations

from itertools import pairwise
from unittest.mock import patch
from weakref import WeakKeyDictionary

import numpy as np
import pytest

from listener.explore.columns import Numbers, block, dictionary
from listener.explore.pieces import Piece, Pieces

PLACES = ((2, 8, 0), (0, 5, 6), (3, 4, 11))
STRETCH = Pieces([Piece(block((), dictionary()), *each) for each in PLACES])


@pytest.mark.parametrize(
    "cuts", [(0, 3, 6, 12), (0, 12), (-4, 2, 9), (4, 4, 9, 9), (6, 11), (7,), (12, 20), (-9, -3, 0, 50)]
)
def test_bars_hold_what_lies_between_their_places(cuts: tuple[int, ...]) -> None:
    def count(piece: Piece) -> Numbers:
        """How often each row of each block is there."""
        block = next(number for number, each in enumerate(STRETCH) if each.block is piece.block)
        return np.bincount(10 * block + np.arange(piece.low, piece.high), minlength=30)

    for stretch in (STRETCH, STRETCH.between(2, 9), STRETCH.between(0, 0)):
        every = [
            (each.begin + at, count(each.between(each.begin + at, each.begin + at + 1)))
            for each in stretch
            for at in range(len(each))
        ]
        wanted = [
            np.sum([np.zeros(30), *(row for place, row in every if first <= place < last)], axis=0).tolist()
            for first, last in pairwise(cuts)
        ]
        assert stretch.barred(cuts, count, 30).tolist() == wanted


def test_two_threads_may_begin_to_compare_a_stretch_at_once() -> None:
    """What is kept of comparisons may be another thread's at every look."""
    wanted, before = STRETCH.between(2, 9), STRETCH.between(0, 5)
    with patch.object(Pieces, "_since", property(lambda _: WeakKeyDictionary())):
        assert wanted.since(before).rows == 6
