"""How fast the store takes mentions in and finds them again: `python -m tests.bench.store --mentions 1000000`."""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from rules.query import Matcher, tokens
from storage.records import Arrival, Author, Mention, Poll, Query, SourceState
from storage.sqlite import SqliteStore

START = datetime(2026, 1, 1, tzinfo=UTC)
SPREAD = timedelta(days=60)
BATCH = 1000
FREQUENCIES = {"plant0001": 1e-5, "plant001": 1e-4, "plant01": 1e-3, "plant1": 1e-2, "plant10": 1e-1}
"""Planted words and the share of mentions that hold them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run, in one thread.

    Attributes:
        match, store: Seconds spent in matching, and in deduplicating, inserting, indexing and counting.
        cpu: Processor seconds of both: the figure that a busy machine disturbs least.
        slowdown: Processor seconds in the last tenth of the run over those in the first.
        first_memory, last_memory: MiB resident after the first tenth and at the end.
        searches: Milliseconds to the 50 newest hits, median, by planted word.
        size: Bytes of the store.
    """

    mentions: int
    match: float
    store: float
    cpu: float
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
    """Short posts over 60 days, of words as frequent as in speech (Zipf); 5 % near copies of an earlier one."""
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
        yield _post(number, START + SPREAD * (number / count), " ".join(words), chance)


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


def measure(path: Path, mentions: int) -> Measured:
    """Fill a new store and search it."""
    store, matcher, coming = SqliteStore(path), Matcher(queries()), posts(mentions)
    matching, storing, cpu, memory = list[float](), list[float](), list[float](), list[float]()
    while batch := list(islice(coming, BATCH)):
        started, worked = perf_counter(), process_time()
        arrivals = [Arrival(mention=one, matches=matcher.match(one), tokens=tokens(one)) for one in batch]
        matched = perf_counter()
        _commit(store, arrivals)
        matching.append(matched - started)
        storing.append(perf_counter() - matched)
        cpu.append(process_time() - worked)
        memory.append(_resident())
    tenth = max(len(storing) // 10, 1)
    measured = Measured(
        mentions=mentions,
        match=sum(matching),
        store=sum(storing),
        cpu=sum(cpu),
        slowdown=sum(cpu[-tenth:]) / sum(cpu[:tenth]),
        first_memory=memory[tenth - 1],
        last_memory=memory[-1],
        searches={word: _search(store, word) for word in FREQUENCIES},
        size=path.stat().st_size,
    )
    store.close()
    return measured


def _commit(store: SqliteStore, arrivals: list[Arrival]) -> None:
    now = arrivals[-1].mention.collected_at
    state = SourceState(name="social", health="ok", next_due_at=now)
    store.commit_polls([Poll(state=state, arrivals=arrivals)], now)


def _resident() -> float:
    """MiB of this process in memory, as Linux tells."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _search(store: SqliteStore, word: str) -> float:
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
    count = measured.mentions
    print(f"mentions            {count:>10,}")
    print(f"whole path          {count / (measured.match + measured.store):>10,.0f} a second, in one thread")
    print(f"  matching          {count / measured.match:>10,.0f} a second")
    print(f"  storing           {count / measured.store:>10,.0f} a second, commits included")
    print(f"  processor         {count / measured.cpu:>10,.0f} a second of processor time")
    print(f"last : first tenth  {measured.slowdown:>10.2f} times the work")
    print(
        f"memory              {measured.first_memory:>10.0f} MiB after a tenth, {measured.last_memory:.0f} at the end"
    )
    print(f"bytes a mention     {measured.size / count:>10,.0f}")
    for word, share in FREQUENCIES.items():
        print(f"search, word in {share:>7.3%} {measured.searches[word]:>6.2f} ms to the 50 newest, median")


if __name__ == "__main__":
    main()
