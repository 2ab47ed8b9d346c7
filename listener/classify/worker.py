"""Where a worker process reads: one function with plain arguments, one loaded model a process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from listener.classify.base import BUNDLED, Item
from listener.classify.languages import COMMON
from storage.records import Classification

if TYPE_CHECKING:
    from listener.classify.bundled import Bundled


def classify_batch(bundle: str, items: list[Item], languages: Sequence[str] = COMMON) -> list[Classification]:
    """Reads a batch with a model, loading it at the first call in a process.

    Args:
        bundle: `bundled`, or the folder of a model.
        languages: those that may be expected where an item does not name its own; unknown codes are ignored.

    Raises:
        ClassifierError: the model is incomplete or damaged.
    """
    return model(bundle, tuple(languages)).classify(items)


@lru_cache(maxsize=2)
def model(bundle: str = "bundled", languages: tuple[str, ...] = COMMON) -> Bundled:
    """The loaded model of a folder."""
    from listener.classify.bundled import Bundled

    return Bundled(BUNDLED if bundle == "bundled" else bundle, languages=languages)
