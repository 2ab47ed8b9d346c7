"""Tokenised examples, and batches of similar length so that little padding is computed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from listener.classify.training.data import Example
from listener.classify.training.tasks import TOWARD

MAX_TOKENS = 72
UNLABELLED = -100
UNTOLD = (0.0,) * len(TOWARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An example as token ids.

    Attributes:
        toward: (token indices, sign) of each brand.
        twice: asks for two copies a batch.
        taught: the teachers' probabilities, of one head after the other; empty without a teacher.
        taught_toward: those toward each brand, zeros where they were not asked; empty without a teacher.
    """

    ids: list[int]
    labels: dict[str, int]
    toward: list[tuple[list[int], int]]
    twice: bool = False
    taught: tuple[float, ...] = ()
    taught_toward: Sequence[tuple[float, ...]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Tensors of one step: ids, mask [B, T]; labels head -> [B]; pair_row, pair_label [P]; pair_span [P, T];
    taught [B, K], the teachers' probabilities of all labels of the heads that they answer (K = 0 without a teacher);
    pair_taught [P, 3], those toward the brands.

    The last K rows are second copies, under noise of their own, of the rows that `twin` [K] names.
    """

    ids: Tensor
    mask: Tensor
    labels: dict[str, Tensor]
    pair_row: Tensor
    pair_span: Tensor
    pair_label: Tensor
    twin: Tensor
    taught: Tensor
    pair_taught: Tensor


def encode(tokenizer: Any, examples: Sequence[Example], *, max_tokens: int = MAX_TOKENS) -> list[Encoded]:
    """Token ids of all examples, with the tokens that each brand's range covers."""
    result: list[Encoded] = []
    for start in range(0, len(examples), 4096):
        part = examples[start : start + 4096]
        found = tokenizer([e.text for e in part], truncation=True, max_length=max_tokens, return_offsets_mapping=True)
        for example, ids, offsets in zip(part, found["input_ids"], found["offset_mapping"], strict=True):
            toward = [(covered(offsets, a, b), label) for a, b, label in example.toward]
            twice = example.pairs
            result.append(Encoded(ids=list(ids), labels=example.labels, toward=toward, twice=twice))
    return result


def covered(offsets: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    """Indices of the tokens that overlap [start, end); the first token where none does."""
    found = [i for i, (a, b) in enumerate(offsets) if a < end and b > start and b > a]
    return found or [0]


class Noise:
    """Training noise: drops addresses, masks a few tokens, and sometimes hides where the brand stands."""

    def __init__(self, tokenizer: Any, seed: int) -> None:
        self.random = random.Random(seed)
        self.url = address(tokenizer)
        self.mask = tokenizer.mask_token_id

    def __call__(self, example: Encoded) -> Encoded:
        draw = self.random.random
        ids = [example.ids[0]]
        ids += [self.mask if draw() < 0.04 else token for token in example.ids[1:-1]]
        ids.append(example.ids[-1])
        if not example.toward and draw() < 0.5:
            ids = [token for token in ids if token != self.url]
        toward = [([0] if draw() < 0.03 else span, label) for span, label in example.toward]
        return replace(example, ids=ids, toward=toward, twice=False)


def address(tokenizer: Any) -> int | None:
    """The token that `http` is, None where it is several."""
    ids = tokenizer("http", add_special_tokens=False)["input_ids"]
    return ids[0] if len(ids) == 1 else None


def twinned(examples: Sequence[Encoded], noise: Noise, heads: Sequence[str]) -> Batch:
    """The batch under noise, followed by second copies, under other noise, of the examples that ask for them."""
    twin = [row for row, example in enumerate(examples) if example.twice]
    return collate([noise(e) for e in (*examples, *(examples[row] for row in twin))], heads, twin)


def collate(examples: Sequence[Encoded], heads: Sequence[str], twin: Sequence[int] = ()) -> Batch:
    """Pads to the longest of the batch; `twin` says of which rows the last ones are copies."""
    longest = max(len(e.ids) for e in examples)
    ids = torch.zeros(len(examples), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        mask[row, : len(example.ids)] = 1
    pairs = [(row, span, label) for row, e in enumerate(examples) for span, label in e.toward]
    spans = torch.zeros(len(pairs), longest, dtype=torch.long)
    for index, (_, span, _) in enumerate(pairs):
        spans[index, span] = 1
    return Batch(
        ids=ids,
        mask=mask,
        labels={h: torch.tensor([e.labels.get(h, UNLABELLED) for e in examples]) for h in heads},
        pair_row=torch.tensor([row for row, _, _ in pairs], dtype=torch.long),
        pair_span=spans,
        pair_label=torch.tensor([label for _, _, label in pairs], dtype=torch.long),
        twin=torch.tensor(list(twin), dtype=torch.long),
        taught=_taught(examples),
        pair_taught=_pair_taught(examples),
    )


def _taught(examples: Sequence[Encoded]) -> Tensor:
    """[B, K], zeros in the rows of examples that no teacher has answered."""
    width = max(len(e.taught) for e in examples)
    return torch.tensor([e.taught or (0.0,) * width for e in examples], dtype=torch.float32)


def _pair_taught(examples: Sequence[Encoded]) -> Tensor:
    """[P, 3], zeros for brands toward which no teacher has answered."""
    rows = [row for e in examples for row in e.taught_toward or [UNTOLD] * len(e.toward)]
    return torch.tensor(rows, dtype=torch.float32).reshape(-1, len(TOWARD))


def shuffled(encoded: Sequence[Encoded], order: list[int], size: int, seed: int) -> list[list[int]]:
    """Batches of indices for one epoch: random, yet each of similar lengths; the last short one dropped."""
    source = random.Random(seed)
    order = order.copy()
    source.shuffle(order)
    pools = (order[i : i + size * 40] for i in range(0, len(order), size * 40))
    ready = [
        pool[i : i + size]
        for pool in (sorted(p, key=lambda i: len(encoded[i].ids)) for p in pools)
        for i in range(0, len(pool) - size + 1, size)
    ]
    source.shuffle(ready)
    return ready
