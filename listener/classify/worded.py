"""What single words say of a text, added to what the network says: linear over grams.py, exact whatever the batch."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from listener.classify.grams import Grams, grams
from storage.errors import ClassifierError

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What each word adds to a head's logits.

    Attributes:
        weights: int8 [2 ** bits, K].
        scale: float32 [K], the worth of one step of the integers.
        bias: float32 [K], added to every text.
    """

    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats


class Worded:
    """The tables of some heads, from the bytes of their file.

    Raises:
        ClassifierError: the file holds no tables that fit each other.
    """

    def __init__(self, content: bytes) -> None:
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as found:
                names = [name for name in found.files if "." not in name]
                self._tables = {name: _table(found, name) for name in names}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise ClassifierError(f"the words of the model cannot be read: {error}; install it again") from error
        sizes = {len(table.weights) for table in self._tables.values()}
        self._bits = max(sizes, default=1).bit_length() - 1
        if sizes != {1 << self._bits}:
            raise ClassifierError("the words of the model do not fit each other; install it again")

    @property
    def heads(self) -> tuple[str, ...]:
        """Those to whose logits words add."""
        return tuple(self._tables)

    def logits(self, texts: Sequence[str], heads: Sequence[str]) -> dict[str, Floats]:
        """What to add to the logits [N, K] of each of these heads, from normalised texts."""
        kinds = grams(texts, self._bits)
        return {head: self._added(self._tables[head], kinds) for head in heads}

    def _added(self, table: Table, kinds: Sequence[Grams]) -> Floats:
        total = np.zeros((len(kinds[0].counts), len(table.scale)), np.float32)
        for found in kinds:
            total += sums(table.weights, found) / np.sqrt(np.maximum(found.counts, 1))[:, None]
        result: Floats = (total * table.scale + table.bias).astype(np.float32)
        return result


def _table(found: np.lib.npyio.NpzFile, name: str) -> Table:
    table = Table(weights=found[name], scale=found[f"{name}.scale"], bias=found[f"{name}.bias"])
    if table.weights.dtype != np.int8 or not table.weights.shape[1:] == table.scale.shape == table.bias.shape:
        raise ValueError(f"the table of {name} does not fit itself")
    return table


def sums(weights: NDArray[np.int8], found: Grams) -> NDArray[np.int64]:
    """The weights [N, K] of what stands in each text, summed as integers."""
    running = np.zeros((len(found.ids) + 1, weights.shape[1]), np.int64)
    np.cumsum(weights[found.ids], axis=0, dtype=np.int64, out=running[1:])
    return running[found.bounds[1:]] - running[found.bounds[:-1]]
