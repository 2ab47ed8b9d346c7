"""Texts with some of their words marked."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

Pieces = tuple[tuple[str, bool], ...]
"""A text in order; True where it is marked."""


def pieces(text: str, marks: Iterable[tuple[int, int]]) -> Pieces:
    """The text cut where marked words begin and end. Marks outside of it or inside each other are left out."""
    borders = [0]
    for start, end in sorted(marks):
        if borders[-1] <= start < end <= len(text):
            borders += [start, end]
    borders.append(len(text))
    cut = [(text[a:b], i % 2 == 1) for i, (a, b) in enumerate(pairwise(borders))]
    return tuple((piece, marked) for piece, marked in cut if piece)
