"""What a classifier is, and what it is given; importing this loads no model library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from storage.records.mention import HEADS

if TYPE_CHECKING:
    from storage.records import Classification

__all__ = ["BUNDLED", "HEADS", "MULTILINGUAL", "Classifier", "Extensions", "Item"]
BUNDLED = str(Path(__file__).parent / "bundled")
MULTILINGUAL = str(Path(BUNDLED) / "multilingual")
"""The model for the languages that BUNDLED does not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One text to read.

    Attributes:
        text: As stored; any string is accepted.
        language: ISO 639 code that the source gave, None where it gave none: then it is detected.
        toward: Names of the brands to read the sentiment toward.
        spans: (brand, start, end) of each mention of a brand in `text`, in code points; a brand of `toward`
            without any is looked for by its name.
    """

    text: str
    language: str | None = None
    toward: tuple[str, ...] = ()
    spans: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions:
    """What reads beside the model itself; plain values, so that another process can be told.

    Attributes:
        taught: Folder of learned heads; an absent one holds none.
        heads: (head, model of a hub or folder) for heads that another model answers.
        languages: (ISO 639-1 code, model of a hub or folder) for languages that the model was not trained for.
        multilingual: the bundle that reads what the model does not: `bundled`, a folder, or "" for none.
    """

    taught: str = ""
    heads: tuple[tuple[str, str], ...] = ()
    languages: tuple[tuple[str, str], ...] = ()
    multilingual: str = "bundled"


class Classifier(Protocol):
    """Reads texts; one call may hold any number of them."""

    @property
    def model(self) -> str:
        """Name and version, as stored with every reading."""
        ...

    def classify(self, items: Sequence[Item], *, force: bool = False) -> list[Classification]:
        """One reading an item, in order; never raises for what a text contains.

        Args:
            force: answer every head for every text that has any, whatever its language and however unsure.
        """
        ...
