"""How fast the store takes mentions in and finds them again: `python -m tests.bench.store --mentions 1000000`."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import random
import resource
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

from listener.pipeline.match import Found, Plain, arrival, match_plain, plain
from storage.opening import locate, open_store
from storage.records import Author, Mention, Poll, Query, SourceState
from storage.store import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
EVERY = timedelta(seconds=5)
"""Between two posts: a million fill two months, and fewer do not lie further apart."""

BATCH, AHEAD = 1000, 20
WANTED, SEARCH = 5_000, 50.0
"""Mentions a second, and milliseconds to the 50 newest hits."""

FREQUENCIES = {"plant0001": 1e-5, "plant001": 1e-4, "plant01": 1e-3, "plant1": 1e-2, "plant10": 1e-1}
"""Planted words and the share of mentions that hold them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run, in two processes as in the service: one batch is matched while the one before is stored.

    Attributes:
        wall: Seconds that the run took, without making the posts up.
        match, store: Processor seconds of matching, and of deduplicating, inserting, indexing and counting.
        slowdown: Processor seconds in the last tenth of the run over those in the first.
        first_memory, last_memory: MiB resident after the first tenth and at the end.
        searches: Milliseconds to the 50 newest hits, median, by planted word.
        size: Bytes of the store.
    """

    mentions: int
    wall: float
    match: float
    store: float
    slowdown: float
    first_memory: float
    last_memory: float
    searches: Mapping[str, float]
    size: int


def queries(count: int = 20) -> list[Query]:
    """Two that match every post, and some about what it says."""
    made = [Query(name=brand, brand=brand, expression=brand) for brand in ("Acme", "Bolt")]
    for number in range(count - 2):
        expression = f"Acme AND (w{number + 40:x} OR w{number + 700:x}) NOT w{number + 90:x}"
        made.append(Query(name=f"topic {number}", brand="Acme", expression=expression))
    return made


def posts(count: int, seed: int = 1) -> Iterator[Mention]:
    """Short posts, of words as frequent as in speech (Zipf); 5 % near copies of an earlier one."""
    chance = random.Random(seed)
    vocabulary = [f"w{number:x}" for number in range(30_000)]
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    pool = chance.choices(vocabulary, weights, k=1_000_000)
    last = pool[:25]
    for number in range(count):
        if chance.random() < 0.05:
            words = [*last, "via", "@someone"]
        else:
            start = chance.randrange(len(pool) - 60)
            words = [*pool[start : start + chance.randint(6, 45)], chance.choice(("Acme", "Acme", "Bolt"))]
            last = list(words)
        words += [word for word, share in FREQUENCIES.items() if chance.random() < share]
        yield _post(number, START + EVERY * number, " ".join(words), chance)


def _post(number: int, said: datetime, text: str, chance: random.Random) -> Mention:
    handle = f"user{chance.randrange(200_000)}"
    address = f"https://social.example/@{handle}/{10**17 + number}"
    return Mention(
        kind="social",
        native_id=str(10**17 + number),
        url=address,
        permalink=address,
        author=Author(id=handle, handle=handle, name=handle.title(), followers=chance.randrange(5000)),
        text=text,
        language="en",
        published_at=said,
        collected_at=said + timedelta(minutes=3),
        engagement={"likes": chance.randrange(50)},
    )


class Run:
    """Posts on their way into a store, and what each batch of them took."""

    def __init__(self, store: Store, workers: ProcessPoolExecutor) -> None:
        self.workers = workers
        self.store, self.queries, self.wall = store, tuple(queries()), 0.0
        self.matching, self.storing, self.memory = list[float](), list[float](), list[float]()

    def take(self, coming: Iterator[Mention]) -> None:
        """All of them. Some batches are made up beforehand, outside the time that counts."""
        while made := list(islice(coming, AHEAD * BATCH)):
            gc.freeze()  # a service has no such heap of posts for its garbage collector to walk
            started = perf_counter()
            batches = [made[start : start + BATCH] for start in range(0, len(made), BATCH)]
            coming_up = self._submit(batches[0])
            for number, batch in enumerate(batches):
                found, worked = coming_up.result()
                if number + 1 < len(batches):
                    coming_up = self._submit(batches[number + 1])
                self.matching.append(worked)
                self._commit(batch, found)
            self.wall += perf_counter() - started

    def _submit(self, batch: list[Mention]) -> Future[tuple[list[Found], float]]:
        return self.workers.submit(_timed, self.queries, [plain(one) for one in batch])

    def _commit(self, batch: list[Mention], found: list[Found]) -> None:
        worked, now = thread_time(), batch[-1].collected_at
        arrivals = [arrival(one, what, live=True, every=True) for one, what in zip(batch, found, strict=True)]
        state = SourceState(name="social", health="ok", next_due_at=now)
        self.store.commit_polls([Poll(state=state, arrivals=arrivals)], now)
        self.storing.append(thread_time() - worked)
        self.memory.append(_resident())


def _timed(queries: tuple[Query, ...], batch: list[Plain]) -> tuple[list[Found], float]:
    """Match in the worker process, and the processor seconds that took."""
    worked = thread_time()
    found = match_plain(queries, (), batch, "social")
    return found, thread_time() - worked


def measure(path: Path, mentions: int) -> Measured:
    """Fill a new store and search it."""
    store = open_store(locate(path))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as workers:
        run = Run(store, workers)
        workers.submit(_timed, run.queries, []).result()  # a service has compiled its queries long before
        run.take(posts(mentions))
    assert len(run.storing) == len(run.matching), "a batch could not be stored"
    work = [match + put for match, put in zip(run.matching, run.storing, strict=True)]
    tenth = max(len(work) // 10, 1)
    measured = Measured(
        mentions=mentions,
        wall=run.wall,
        match=sum(run.matching),
        store=sum(run.storing),
        slowdown=sum(work[-tenth:]) / sum(work[:tenth]),
        first_memory=run.memory[tenth - 1],
        last_memory=run.memory[-1],
        searches={word: _search(store, word) for word in FREQUENCIES},
        size=path.stat().st_size,
    )
    store.close()
    return measured


def _resident() -> float:
    """MiB of this process in memory, as Linux tells."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _search(store: Store, word: str) -> float:
    def once() -> float:
        started = perf_counter()
        store.search(((word,),), limit=50)
        return (perf_counter() - started) * 1000

    return median(once() for _ in range(21))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where the store is made; default: a temporary folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        measured = measure(Path(folder) / "bench.db", options.mentions)
    show(measured)


def show(found: Measured) -> None:
    """Print it."""
    rate, work = found.mentions / found.wall, found.match + found.store
    slowest = max(found.searches.values())
    print(f"store path, {found.mentions:,} mentions, {len(queries())} queries: {rate:,.0f} a second on two cores")
    print(f"    {rate / WANTED:.2f} of the {WANTED:,} wanted; {1e6 * work / found.mentions:.0f} µs of processor each:")
    print(f"    {found.match / work:.0%} in matching, {found.store / work:.0%} in storing")
    print(f"    work a mention, last tenth : first tenth = {found.slowdown:.2f}")
    print(f"memory, end : after a tenth = {found.last_memory / found.first_memory:.2f} ({found.last_memory:.0f} MiB)")
    print(f"    {found.size / found.mentions:,.0f} bytes a mention on disk")
    for word, share in FREQUENCIES.items():
        print(f"search, word in {share:>7.3%} of them: {found.searches[word]:>6.2f} ms to the 50 newest, median")
    print(f"    {slowest / SEARCH:.2f} of the {SEARCH:.0f} ms allowed")


if __name__ == "__main__":
    main()
