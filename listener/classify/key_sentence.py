"""The sentence of a long text that weighs most: the one that says what was read in the whole, most surely."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from listener.classify.base import Item
from listener.classify.network import Floats
from listener.classify.windows import LONGEST
from storage.records import Classification

SHORT = 280
"""Code points up to which a text can be quoted as a whole."""
FEWEST_LETTERS = 15
"""A shorter piece ("Wow.", "1.2") says nothing by itself."""
MOST = 48

_SENTENCE = re.compile(r"(?:[^.!?…。！？\n]|[.](?=\w))+[.!?…。！？]*[\"'”’»)\]]*")

Tones = Callable[[Sequence[str]], Floats]
"""Texts -> their probabilities [N, 3] of the labels of the sentiment head."""


def with_key_sentences(
    items: Sequence[Item], readings: Sequence[Classification], tones: Tones, labels: Sequence[str]
) -> list[Classification]:
    """The readings, those of long texts with their key sentence; all sentences are read together."""
    cut = [sentences(item.text) if reading.heads else () for item, reading in zip(items, readings, strict=True)]
    if not any(cut):
        return list(readings)
    shares, result, at = tones([one for pieces in cut for one in pieces]), [], 0
    for reading, pieces in zip(readings, cut, strict=True):
        own, at = shares[at : at + len(pieces)], at + len(pieces)
        result.append(replace(reading, key_sentence=pieces[_heaviest(own, reading, labels)]) if pieces else reading)
    return result


def sentences(text: str) -> tuple[str, ...]:
    """The first MOST sentences of a long text that say something, as they stand in it; () for a short one."""
    if len(text) <= SHORT:
        return ()
    found = (match.group().strip() for match in _SENTENCE.finditer(text[:LONGEST]))
    told = tuple(one for one in found if sum(map(str.isalpha, one)) >= FEWEST_LETTERS)
    return told[:MOST] if len(told) > 1 else ()


def _heaviest(shares: Floats, reading: Classification, labels: Sequence[str]) -> int:
    """The sentence that is most surely what the whole is; least neutral where the whole is neutral or not sure."""
    tone = reading.label("sentiment")
    if tone in (None, "neutral"):
        return int(shares[:, labels.index("neutral")].argmin())
    return int(shares[:, labels.index(str(tone))].argmax())
