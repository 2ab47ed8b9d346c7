"""The copy in memory of what is stored: made once, then kept fresh by what the store says has changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from typing import Protocol

import numpy as np

from listener.explore.columns import SIZE, Block, Dictionary, block, cut, dictionary, joined
from listener.explore.traits import Row, row
from storage.exploring import Exploring
from storage.records import StoredMention
from storage.store import Querying

READ = 1000
"""Mentions that are read at once."""


class Stored(Querying, Exploring, Protocol):
    """Mentions, and what became of them."""


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """All mentions as they were at one moment.

    Attributes:
        number: Another one for every state of a copy.
    """

    number: int
    blocks: Sequence[Block]
    known: Dictionary

    def __len__(self) -> int:
        return sum(map(len, self.blocks))

    @property
    def nbytes(self) -> int:
        """Bytes of the columns in memory."""
        return sum(each.nbytes for each in self.blocks)


class Copy:
    """The state of a store's mentions, made at the first asking.

    Attributes:
        read: How many mentions have been read while it is made.
    """

    def __init__(self, store: Stored) -> None:
        self.read = 0
        self._store, self._lock = store, Lock()
        self._state: State | None = None
        self._until = 0

    @property
    def ready(self) -> bool:
        """Whether it was made."""
        return self._state is not None

    def state(self) -> State:
        """As the store is now; whoever comes while it is made or freshened waits."""
        with self._lock:
            if self._state is None:
                self._state = self._made(0)
            return self._fresh(self._state)

    def _fresh(self, state: State) -> State:
        while (changes := self._store.changes(self._until)).until != self._until:
            if changes.complete:
                blocks = changed(state.blocks, changes.mentions, self._rows(changes.mentions, state.known), state.known)
                state = State(state.number + 1, blocks, state.known)
            else:
                state = self._made(state.number + 1)
            self._until = max(self._until, changes.until)
            self._state = state
        return state

    def _made(self, number: int) -> State:
        # What changes while it is read is read again: the log is asked first.
        self.read, self._until = 0, self._store.changes().until
        known, blocks, coming = dictionary(), list[Block](), self._store.export()
        while rows := self._portion(coming):
            blocks.append(block(rows, known))
        return State(number, tuple(blocks), known)

    def _portion(self, coming: Iterator[StoredMention]) -> list[Row]:
        rows: list[Row] = []
        while len(rows) < SIZE and (some := list(islice(coming, min(READ, SIZE - len(rows))))):
            rows += self._described(some)
            self.read += len(some)
        return rows

    def _rows(self, ids: Sequence[int], known: Dictionary) -> Block:
        rows = [
            each
            for start in range(0, len(ids), READ)
            for each in self._described(self._store.mentions(ids[start : start + READ]))
        ]
        return block(sorted(rows, key=lambda each: each.id), known)

    def _described(self, mentions: Sequence[StoredMention]) -> list[Row]:
        filed = self._store.filed(each.id for each in mentions)
        return [row(each, filed.get(each.id)) for each in mentions]


def changed(blocks: Sequence[Block], ids: Iterable[int], fresh: Block, known: Dictionary) -> tuple[Block, ...]:
    """The blocks without the mentions of these ids, and with those of them that there are now."""
    blocks = blocks or (block((), known),)
    starts = [int(each.ids[0]) if len(each) else -(2**63) for each in blocks]
    gone = np.array(sorted(ids), np.int64)
    homes = {max(0, bisect_right(starts, int(id)) - 1) for id in gone}
    found: list[Block] = []
    for number, each in enumerate(blocks):
        if number not in homes:
            found.append(each)
            continue
        begin = starts[number] if number else -(2**63)
        end = starts[number + 1] if number + 1 < len(starts) else 2**63 - 1
        kept = each.taken(~np.isin(each.ids, gone))
        whole = joined([kept, fresh.between(begin, end)])
        found += cut(whole) if len(whole) >= 2 * SIZE else [whole]
    return tuple(each for each in found if len(each))
