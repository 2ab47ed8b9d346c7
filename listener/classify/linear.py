"""Heads beside the network: linear over what its layers say of a text, and over the lists of risks found in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from listener.classify.windows import LONGEST
from rules.query.shipped import by_language
from storage.errors import ClassifierError
from storage.records import Mention, Query

if TYPE_CHECKING:
    from rules.query import Matcher

Floats = NDArray[np.float32]
OUTPUTS = ("depth", "pooled")
"""Of the network: means over the tokens of some layers [N, L·D], and first token and mean of the last one [N, 2·D]."""
WEIGHT = 10.0
"""What a list that is found counts, beside blocks of length √D: an even one between 0 and 15 was best."""
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class Linear:
    """A linear head, from the bytes of its file.

    Raises:
        ClassifierError: the file holds no weights and bias that fit each other.
    """

    def __init__(self, name: str, content: bytes) -> None:
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as found:
                self._weights, self._bias = (found[part].astype(np.float32) for part in ("weights", "bias"))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise ClassifierError(f"the head {name} cannot be read: {error}; install the model again") from error
        if self._weights.shape[1:] != self._bias.shape:
            raise ClassifierError(f"the head {name} does not fit itself; install the model again")

    def logits(self, features: Floats) -> Floats:
        """[N, F] -> [N, K]."""
        found: Floats = features @ self._weights + self._bias
        return found


def features(depth: Floats, pooled: Floats, found: Floats) -> Floats:
    """What linear heads see [N, L·D + 2·D + T] of OUTPUTS and of the lists found [N, T]."""
    blocks = np.split(depth, depth.shape[1] * 2 // pooled.shape[1], axis=1)
    return np.hstack([*map(scaled, blocks), scaled(pooled), WEIGHT * found]).astype(np.float32)


def scaled(vectors: Floats) -> Floats:
    """Vectors [N, D] at the length √D, so that one penalty fits every model."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    result: Floats = (vectors / lengths * np.sqrt(vectors.shape[1])).astype(np.float32)
    return result


def lists_found(texts: Sequence[str]) -> Floats:
    """Which of the lists that come along stand in each text [N, T]: 1 or 0, in the order of their names."""
    names = {name: column for column, name in enumerate(by_language())}
    found = np.zeros((len(texts), len(names)), np.float32)
    for row, text in enumerate(texts):
        for match in _matcher().match(_post(text)):
            found[row, names[match.query]] = 1
    return found


@cache
def _matcher() -> Matcher:
    from rules.query import Matcher

    return Matcher([Query(name=name, brand=name, expression=f"@{name}") for name in by_language()])


def _post(text: str) -> Mention:
    return Mention(kind="social", native_id="", text=text[:LONGEST], collected_at=_NEVER)
