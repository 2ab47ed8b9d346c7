"""A model of a hub, or of a folder in the same layout, through transformers' pipeline: the extra `listener[torch]`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from listener.classify.windows import LONGEST
from storage.errors import ClassifierError
from storage.records import Reading

TASK, SORT = "text-classification", "ForSequenceClassification"
TOKENS = 512
STARS = ("negative", "negative", "neutral", "positive", "positive")
SHORT = {"neg": "negative", "neu": "neutral", "pos": "positive"}


class Hub:
    """One head, answered by a model of somebody else's.

    Args:
        name: hub id as `owner/name`, or a folder.
        labels: of the head, in order; the model's own names are carried over to them.

    Raises:
        ClassifierError: torch, the network or the model is missing, or it answers something else.
    """

    def __init__(self, name: str, head: str, labels: Sequence[str]) -> None:
        self.name, self.head = name, head
        self._pipeline = _pipeline(name)
        names = {str(found) for found in self._pipeline.model.config.id2label.values()}
        self._labels = carried(names, labels)
        if lost := sorted(names - set(self._labels)):
            raise ClassifierError(f"the model {name} answers {lost[0]!r}, which is no {head}: {', '.join(labels)}")

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One answer a text, in order; of a long one the beginning is read."""
        rows = self._pipeline([_plain(text) for text in texts], batch_size=16)
        return [self._reading(row) for row in rows]

    def _reading(self, row: Sequence[Mapping[str, Any]]) -> Reading:
        shares: dict[str, float] = {}
        for found in row:
            label = self._labels[str(found["label"])]
            shares[label] = shares.get(label, 0.0) + float(found["score"])
        best = max(shares, key=lambda label: shares[label])
        return Reading(label=best, probability=min(1.0, shares[best]))


def carried(names: set[str], labels: Sequence[str]) -> dict[str, str]:
    """A model's names -> labels of the head, those left out that mean none.

    `LABEL_0` is the first label where there are as many; `1 star` to `5 stars` and `pos` mean a sentiment.
    """
    found: dict[str, str] = {}
    for name in names:
        word = name.strip().lower()
        if word.startswith("label_") and len(names) == len(labels) and word[6:].isdigit():
            found[name] = labels[int(word[6:])]
        elif word[:1] in set("12345") and word[1:].strip() in {"star", "stars"}:
            found[name] = STARS[int(word[0]) - 1]
        else:
            found[name] = SHORT.get(word, word)
    return {name: label for name, label in found.items() if label in labels}


def _pipeline(name: str) -> Any:
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    try:
        import torch  # noqa: F401
        from transformers import AutoConfig, pipeline
    except ImportError:
        raise ClassifierError(f"the model {name} needs torch; install it with: pip install 'listener[torch]'") from None
    try:
        sorts = AutoConfig.from_pretrained(name).architectures or [""]
        made = pipeline(TASK, model=name, device="cpu", top_k=None, truncation=True, max_length=TOKENS)
    except Exception as error:
        raise ClassifierError(f"the model {name} cannot be had: {_sentence(error)}") from error
    if not str(sorts[0]).endswith(SORT):
        raise ClassifierError(f"the model {name} does not classify texts (it is a {sorts[0] or 'model of no task'})")
    return made


def _plain(text: str) -> str:
    """The beginning of a text that any tokenizer accepts: no lone surrogates, never empty."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8").strip() or "."


def _sentence(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200] or type(error).__name__
