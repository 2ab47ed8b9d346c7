"""A big store for benchmarks and for looking at pages, and how fast it takes mentions in while it grows.

    python -m tests.bench.big_store FILE [--mentions 1000000] [--incidents 1000]

Everything goes through the store's own methods, in two processes as in the service: one batch is matched while the one
before is stored. Nothing is read by the model: a random rule says what it would have said.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import random
import resource
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time

from listener.pipeline.match import Found, Plain, arrival, match_plain, plain
from storage.opening import locate, open_store
from storage.records import Arrival, Poll, Query, SourceState
from storage.store import Store
from tests.bench import history
from tests.bench.posts import EVERY, START, Post, posts, queries
from tests.bench.readings import read

BATCH, AHEAD = 1000, 20
TENTHS = 10

Batch = list[tuple[str, list[Post]]]
"""Posts by source."""


@dataclass(slots=True)
class Times:
    """What each batch took, in seconds of processor, and the MiB that were resident after it.

    Attributes:
        making: Making the posts up, all of them together; no other figure contains it.
        wall: Seconds that passed a batch, of both processes together.
        storing: Deduplicating, inserting, indexing, counting.
    """

    making: float = 0.0
    wall: list[float] = field(default_factory=list)
    matching: list[float] = field(default_factory=list)
    storing: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def tenths(self, spent: Sequence[float]) -> list[float]:
        """Seconds a batch in each tenth of the run."""
        size = max(len(spent) // TENTHS, 1)
        return [sum(spent[start : start + size]) / size for start in range(0, size * TENTHS, size)]

    def slowdown(self, spent: Sequence[float]) -> float:
        """The last tenth over the first."""
        tenths = self.tenths(spent)
        return tenths[-1] / tenths[0]


class Filling:
    """Posts on their way into a store."""

    def __init__(self, store: Store, workers: ProcessPoolExecutor, *, readings: bool) -> None:
        self._store, self._workers, self._readings = store, workers, readings
        self._queries, self._chance, self.times = queries(), random.Random(2), Times()
        workers.submit(_matched, self._queries, []).result()  # a service has compiled its queries long before

    def take(self, coming: Iterator[Post]) -> None:
        """All of them. Some batches are made up beforehand, outside the time that counts."""
        while made := self._made(coming):
            gc.freeze()  # a service has no such heap of posts for its garbage collector to walk
            batches = [_by_source(made[start : start + BATCH]) for start in range(0, len(made), BATCH)]
            self._take(batches)

    def _made(self, coming: Iterator[Post]) -> list[Post]:
        worked = thread_time()
        made = list(islice(coming, AHEAD * BATCH))
        self.times.making += thread_time() - worked
        return made

    def _take(self, batches: Sequence[Batch]) -> None:
        coming_up = self._submit(batches[0])
        for number, batch in enumerate(batches):
            started = perf_counter()
            found, worked = coming_up.result()
            if number + 1 < len(batches):
                coming_up = self._submit(batches[number + 1])
            self.times.matching.append(worked)
            self._commit(batch, found)
            self.times.wall.append(perf_counter() - started)
            self.times.memory.append(_resident())
            if self._readings:
                self._read()

    def _submit(self, batch: Batch) -> Future[tuple[list[list[Found]], float]]:
        plains = [(source, [plain(post.mention) for post in group]) for source, group in batch]
        return self._workers.submit(_matched, self._queries, plains)

    def _commit(self, batch: Batch, found: Sequence[Sequence[Found]]) -> None:
        worked = thread_time()
        polls = [_poll(source, group, what) for (source, group), what in zip(batch, found, strict=True)]
        committed = self._store.commit_polls(polls, max(poll.state.next_due_at for poll in polls))
        self.times.storing.append(thread_time() - worked)
        assert sum(one.new for one in committed) == sum(len(group) for _, group in batch)

    def _read(self) -> None:
        worked = thread_time()
        waiting = self._store.unclassified(BATCH)
        readings = {(one.id, one.mention.revision): read(one, self._chance) for one in waiting}
        self._store.commit_classifications(readings, waiting[0].mention.collected_at)
        self.times.reading.append(thread_time() - worked)


def fill(store: Store, mentions: int, *, readings: bool = True) -> Times:
    """Take in so many posts; the matching has a process of its own."""
    gc.set_threshold(50_000)  # as in the service
    # As the service starts its processes: forked ones would share, and touch, this one's memory.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as workers:
        filling = Filling(store, workers, readings=readings)
        filling.take(posts(mentions))
    return filling.times


def write(file: Path, mentions: int, incidents: int = 0) -> Times:
    """A store with so many mentions, and so many incidents over their time."""
    store = open_store(locate(file))
    times = fill(store, mentions)
    history.write(store, incidents, START, START + EVERY * mentions)
    store.close()
    return times


@contextmanager
def present(file: Path | None, mentions: int, incidents: int = 0) -> Iterator[Path]:
    """The store that is named, else one that is written for as long as the context lasts."""
    with TemporaryDirectory(prefix="listener-bench-") as folder:
        if file is None:
            write(Path(folder) / "listener.db", mentions, incidents)
        yield (file or Path(folder) / "listener.db").resolve()


def _by_source(made: Sequence[Post]) -> Batch:
    ordered = sorted(made, key=attrgetter("source"))
    return [(source, list(group)) for source, group in groupby(ordered, attrgetter("source"))]


def _poll(source: str, group: Sequence[Post], found: Sequence[Found]) -> Poll:
    arrivals: list[Arrival] = [
        arrival(post.mention, what, live=True, every=True) for post, what in zip(group, found, strict=True)
    ]
    state = SourceState(name=source, health="ok", next_due_at=group[-1].mention.collected_at)
    return Poll(state=state, arrivals=arrivals)


def _matched(queries: tuple[Query, ...], batch: Sequence[tuple[str, list[Plain]]]) -> tuple[list[list[Found]], float]:
    """Match in the worker process, and the processor seconds that took."""
    worked = thread_time()
    found = [match_plain(queries, (), group, source) for source, group in batch]
    return found, thread_time() - worked


def _resident() -> float:
    """MiB of this process in memory, as Linux tells."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def show(times: Times) -> None:
    """Print how fast it went, tenth by tenth."""
    print("tenth   mentions/s   µs of processor a mention: matching, storing, reading   MiB")
    columns = [times.tenths(spent) for spent in (times.wall, times.matching, times.storing)]
    reading = times.tenths(times.reading) if times.reading else [0.0] * TENTHS
    memory = times.tenths(times.memory)
    for tenth, (wall, match, store) in enumerate(zip(*columns, strict=True)):
        spent = "".join(f"{1e6 * seconds / BATCH:8.0f}" for seconds in (match, store, reading[tenth]))
        print(f"{tenth + 1:>5}{BATCH / wall:>13,.0f}{spent}{memory[tenth]:>8.0f}")
    storing, making = (1e6 * spent / (len(times.storing) * BATCH) for spent in (sum(times.storing), times.making))
    print(f"storing: {storing:.0f} µs, last tenth : first tenth = {times.slowdown(times.storing):.2f}", end="")
    print(f"; making a post up took {making:.0f} µs, outside of all this")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="where the store is written; nothing may be there")
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--incidents", type=int, default=1_000)
    options = parser.parse_args()
    if options.mentions < TENTHS * BATCH:
        parser.error(f"a tenth of the run is one batch at least: {TENTHS * BATCH:,} mentions")
    if options.file.exists():
        parser.error(f"{options.file} exists already")
    started = perf_counter()
    show(write(options.file, options.mentions, options.incidents))
    size = options.file.stat().st_size / 2**20
    print(f"{options.mentions:,} mentions, {options.incidents:,} incidents: {perf_counter() - started:,.0f} s", end="")
    print(f", {size:,.0f} MiB")


if __name__ == "__main__":
    main()
