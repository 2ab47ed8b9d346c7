"""Texts as token ids: long ones become several overlapping windows, brands become tokens of a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from listener.classify.base import Item
from listener.classify.text import Normalised, normalise

LONGEST = 20_000
MOST_WINDOWS = 16
OVERLAP = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A piece of a text that the model reads at once.

    Attributes:
        item: Index of its text among those given.
        ids: Token ids, special ones included.
        brands: Brand -> indices of its tokens in this window; empty where it is named elsewhere or nowhere.
    """

    item: int
    ids: Sequence[int]
    brands: dict[str, tuple[int, ...]]


def clean(item: Item) -> Normalised:
    """The normalised beginning of a text; what stands after LONGEST code points is not read."""
    return normalise(item.text[:LONGEST])


def windows(tokenizer: Any, texts: Sequence[tuple[int, Item, Normalised]], max_tokens: int) -> list[Window]:
    """Windows of `texts`, given as (index, item, its normalised text), in no particular order."""
    found = tokenizer(
        [normalised.text for _, _, normalised in texts],
        truncation=True,
        max_length=max_tokens,
        stride=OVERLAP,
        return_overflowing_tokens=True,
        return_offsets_mapping=any(item.toward for _, item, _ in texts),
        return_attention_mask=False,
        return_token_type_ids=False,
    )
    result: list[Window] = []
    seen: dict[int, int] = {}
    for row, (ids, source) in enumerate(zip(found["input_ids"], found["overflow_to_sample_mapping"], strict=True)):
        seen[source] = seen.get(source, 0) + 1
        if seen[source] > MOST_WINDOWS:
            continue
        index, item, normalised = texts[source]
        brands = _brands(item, normalised, found["offset_mapping"][row]) if item.toward else {}
        result.append(Window(item=index, ids=ids, brands=brands))
    return result


def _brands(item: Item, normalised: Normalised, offsets: Sequence[tuple[int, int]]) -> dict[str, tuple[int, ...]]:
    return {
        brand: tuple(
            index
            for start, end in (normalised.span(*place) for place in places(item, brand))
            for index, (a, b) in enumerate(offsets)
            if a < end and b > start and b > a
        )
        for brand in item.toward
    }


def places(item: Item, brand: str) -> list[tuple[int, int]]:
    """Where a brand is named: its given spans, else the first place of its name in any case."""
    given = [(start, end) for name, start, end in item.spans if name == brand and start < LONGEST]
    if given or not brand:
        return given
    start = item.text[:LONGEST].lower().find(brand.lower())
    return [(start, start + len(brand))] if start >= 0 else []
