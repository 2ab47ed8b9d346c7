"""Words, pairs of words and pieces of words of texts, as numbers: what a linear head beside the network counts.

Whole arrays are hashed at once, since a loop over the letters of every post would take longer than the network does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PIECES = (2, 3, 4, 5)
"""Lengths of the pieces of words, in code points; the space at either end of a word counts."""
REACH = 2000
"""Code points of a text that are looked at; what stands after them is the network's alone."""
Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
_SPACE = ord(" ")
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_STIR = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grams:
    """What stands in some texts, each thing once a text.

    Attributes:
        ids: numbers of the things, below 2 ** bits, those of the first text first.
        bounds: [N + 1] where each text's begin in `ids`, and their end.
    """

    ids: Places
    bounds: Places

    @property
    def counts(self) -> Places:
        """How many each text has [N]."""
        return np.diff(self.bounds)


def grams(texts: Sequence[str], bits: int) -> tuple[Grams, Grams]:
    """(words and pairs of neighbouring words, pieces of words) of texts; upper and lower case are the same."""
    spaced = [f" {' '.join(text[:REACH].lower().split())} " for text in texts]
    letters = np.frombuffer("".join(spaced).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    owners = np.repeat(np.arange(len(spaced)), [len(text) for text in spaced])
    rolling = _Rolling(letters)
    return (
        _each_once(_words(rolling, letters, owners, bits), len(texts), bits),
        _each_once(_pieces(rolling, letters, owners, bits), len(texts), bits),
    )


class _Rolling:
    """The hash of any stretch of an array, which does not depend on where the stretch stands (Karp and Rabin 1987)."""

    def __init__(self, letters: Places) -> None:
        size = len(letters)
        self._back = _powers(_INVERSE, size + 1)
        self._sums = np.zeros(size + 1, np.uint64)
        np.cumsum((letters + 1).astype(np.uint64) * _powers(_BASE, size), out=self._sums[1:])

    def between(self, start: Places, end: Places) -> Hashes:
        found: Hashes = (self._sums[end] - self._sums[start]) * self._back[start]
        return found


def _powers(base: np.uint64, size: int) -> Hashes:
    found = np.full(size, base)
    found[:1] = 1
    return np.cumprod(found)


def _words(rolling: _Rolling, letters: Places, owners: Places, bits: int) -> Iterator[tuple[Places, Places]]:
    spaces = np.flatnonzero(letters == _SPACE)
    start, end = spaces[:-1] + 1, spaces[1:]
    start, end = start[start < end], end[start < end]
    hashes, rows = rolling.between(start, end), owners[start]
    yield rows, _numbers(hashes, 1, bits)
    together = rows[:-1] == rows[1:]
    yield rows[:-1][together], _numbers((hashes[:-1] * _STIR + hashes[1:])[together], 2, bits)


def _pieces(rolling: _Rolling, letters: Places, owners: Places, bits: int) -> Iterator[tuple[Places, Places]]:
    """Pieces with a space at most at their ends, within a text."""
    spaces = np.concatenate([[0], np.cumsum(letters == _SPACE)])
    for length in PIECES:
        start = np.arange(len(letters) - length + 1)
        last = start + length - 1
        start = start[(spaces[last] == spaces[start + 1]) & (owners[start] == owners[last])]
        yield owners[start], _numbers(rolling.between(start, start + length), 1 + length, bits)


def _numbers(hashes: Hashes, kind: int, bits: int) -> Places:
    """Numbers below 2 ** bits that look like chance; each kind has its own."""
    stirred = (hashes + np.uint64(kind)) * _STIR
    stirred = (stirred ^ (stirred >> _HALF)) * _STIR
    return (stirred >> np.uint64(64 - bits)).astype(np.int64)


def _each_once(found: Iterator[tuple[Places, Places]], size: int, bits: int) -> Grams:
    keys = np.unique(np.concatenate([(rows << bits) | ids for rows, ids in found]))
    return Grams(ids=keys & ((1 << bits) - 1), bounds=np.searchsorted(keys, np.arange(size + 1) << bits))
