"""The copy in memory of what is stored: read from the newest mention backwards as far as somebody asks, then kept fresh
by what the store says has changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from threading import Lock
from typing import Any, Protocol

import numpy as np

from listener.explore.columns import SIZE, Block, Dictionary, block, cut, dictionary, joined
from listener.explore.pieces import Sums
from listener.explore.traits import row
from storage.exploring import Exploring
from storage.records.number import MICROSECOND, moment_of, number_at
from storage.store import Querying

READ = 1000
"""Mentions that are read at once."""
NEW = 8
"""The newest rows are this part of a block, up to twice."""
HOUR, LONGEST = timedelta(hours=1), timedelta(days=20_000)
BEGINNING = -(2**63)
"""Before every mention."""
MOST_FOUND = 8
"""Things that are kept of a state."""


class Stored(Querying, Exploring, Protocol):
    """Mentions, and what became of them."""


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """All mentions from some time on, as they were at one moment.

    Attributes:
        number: Another one for every state of a copy.
        since: The id from which on all are there.
        until: How far the log of changes was followed.
        sums: What was counted over it, and over the states before it.
    """

    number: int
    blocks: Sequence[Block]
    known: Dictionary
    since: int = BEGINNING
    until: int = 0
    sums: Sums = field(default_factory=Sums, repr=False)
    _found: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    def once(self, name: Hashable, work: Callable[[], Any]) -> Any:
        """What `work` finds out of it, as long as little else is asked for."""
        found = self._found.get(name)
        if found is None:
            found = work()
            if len(self._found) >= MOST_FOUND:
                self._found.clear()
            self._found[name] = found
        return found

    def __len__(self) -> int:
        return sum(map(len, self.blocks))

    @property
    def nbytes(self) -> int:
        """Bytes of the columns in memory."""
        return sum(each.nbytes for each in self.blocks)


class Keeping(Protocol):
    """Where a state outlives the process."""

    def load(self) -> State | None:
        """That which was kept; None where there is none that can be gone on from."""
        ...

    def save(self, state: State) -> None:
        """Keep it; where that is not possible the log says so, and nothing else depends on it."""
        ...


class Copy:
    """The state of a store's mentions. Several threads may ask.

    Attributes:
        read: How many mentions have been read for it.
    """

    def __init__(self, store: Stored, kept: Keeping | None = None) -> None:
        self.read = 0
        self._store, self._kept, self._lock = store, kept, Lock()
        self._state: State | None = None
        self._length = HOUR

    def reaches(self, since: datetime) -> bool:
        """Whether everything since then was read."""
        state = self._state
        return state is not None and state.since <= number_at(since)

    def state(self, since: datetime | None = None) -> State:
        """As the store is now, at least since then; None: all of it. Whoever asks for what is there does not wait for
        who asks for more."""
        asked = BEGINNING if since is None else number_at(since)
        while not self.step(asked):
            pass
        with self._lock:
            return self._fresh(self._known())

    def step(self, since: int = BEGINNING) -> bool:
        """Read a little more of what is older, down to an id; whether that is reached."""
        with self._lock:
            state = self._known()
            if state.since > since:
                self._state = state = self._further(state)
            return state.since <= since

    @property
    def begun(self) -> bool:
        """Whether anything was read."""
        return self._state is not None

    def keep(self) -> None:
        """Keep it, as the store is now, for the next start."""
        if self._kept:
            with self._lock:
                state = self._fresh(self._known())
            self._kept.save(state)

    def _known(self) -> State:
        if self._state is None:
            self._state = (self._kept.load() if self._kept else None) or self._begun(0)
        return self._state

    def _begun(self, number: int) -> State:
        """Nothing but a place to begin at: what comes or changes from now on, the log says."""
        until, newest = self._store.changes().until, self._store.search(limit=1)
        since = newest[0].id + 1 if newest else BEGINNING
        return State(number, (), dictionary(), since, until)

    def _further(self, state: State) -> State:
        """Some hours more, so many that about a portion is read."""
        begin = state.since - self._length // MICROSECOND
        if self._length > LONGEST:
            begin = BEGINNING
        found = self._read(begin, state.since, state.known)
        count = sum(map(len, found))
        self._length = self._length * 2 if count < READ else self._length / 2 if count > 8 * READ else self._length
        return replace(state, number=state.number + 1, blocks=_gathered(found, state.blocks), since=begin)

    def _read(self, begin: int, end: int, known: Dictionary) -> list[Block]:
        since = None if begin == BEGINNING else moment_of(begin)
        coming, found = self._store.export(since=since, until=moment_of(end)), list[Block]()
        while some := list(islice(coming, READ)):
            found.append(block([row(each) for each in some], known))
            self.read += len(some)
        return found

    def _fresh(self, state: State) -> State:
        while (changes := self._store.changes(state.until)).until != state.until:
            if changes.complete:
                ids = [id for id in changes.mentions if id >= state.since]  # the others are read when it is their turn
                blocks = changed(state.blocks, ids, self._rows(ids, state.known), state.known) if ids else state.blocks
                until = max(state.until, changes.until)
                state = replace(state, number=state.number + 1, blocks=blocks, until=until)
            else:
                state = self._anew(state)
            self._state = state
        return state

    def _anew(self, state: State) -> State:
        """As far back as it was, from the beginning."""
        fresh = self._begun(state.number + 1)
        while fresh.since > state.since:
            fresh = self._further(fresh)
        return fresh

    def _rows(self, ids: Sequence[int], known: Dictionary) -> Block:
        rows = [
            row(each) for start in range(0, len(ids), READ) for each in self._store.mentions(ids[start : start + READ])
        ]
        return block(sorted(rows, key=lambda each: each.id), known)


def _gathered(earlier: Sequence[Block], blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks before others; those that are small become larger ones, seldom enough that it costs little."""
    found = list(blocks)
    for each in reversed(earlier):
        found.insert(0, each)
        while len(found) > 1 and len(found[0]) * 2 >= len(found[1]) and len(found[0]) + len(found[1]) <= SIZE:
            found[:2] = [joined(found[:2])]
    return tuple(each for each in found if len(each))


def changed(blocks: Sequence[Block], ids: Iterable[int], fresh: Block, known: Dictionary) -> tuple[Block, ...]:
    """The blocks without the mentions of these ids, and with those of them that there are now."""
    blocks = blocks or (block((), known),)
    starts = [int(each.ids[0]) if len(each) else BEGINNING for each in blocks]
    gone = np.array(sorted(ids), np.int64)
    homes = {max(0, bisect_right(starts, int(id)) - 1) for id in gone}
    found: list[Block] = []
    for number, each in enumerate(blocks):
        if number not in homes:
            found.append(each)
            continue
        begin = starts[number] if number else BEGINNING
        end = starts[number + 1] if number + 1 < len(starts) else 2**63 - 1
        kept = each.taken(~np.isin(each.ids, gone))
        whole = joined([kept, fresh.between(begin, end)])
        found += cut(whole) if len(whole) >= 2 * SIZE else [whole]
    return _settled([each for each in found if len(each)])


def _settled(blocks: list[Block]) -> tuple[Block, ...]:
    """The newest rows stand in a small block of their own, as most changes are theirs; those before become larger ones,
    seldom enough that it costs little."""
    new = max(1, SIZE // NEW)
    if blocks and len(blocks[-1]) >= 2 * new:
        last = blocks.pop()
        blocks += [joined([last.taken(slice(0, -new))]), joined([last.taken(slice(-new, None))])]
        while len(blocks) > 2 and len(blocks[-2]) >= len(blocks[-3]) and len(blocks[-3]) + len(blocks[-2]) <= SIZE:
            blocks[-3:-1] = [joined(blocks[-3:-1])]
    return tuple(blocks)
