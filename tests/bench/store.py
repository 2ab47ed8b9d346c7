"""How fast the store takes mentions in and finds them again: `python -m tests.bench.store --mentions 1000000`."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from storage.opening import locate, open_store
from storage.store import Store
from tests.bench.big_store import Times, fill, show
from tests.bench.posts import FREQUENCIES

WANTED, SEARCH = 5_000, 50.0
"""Mentions a second, and milliseconds to the 50 newest hits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run.

    Attributes:
        searches: Milliseconds to the 50 newest hits, median, by planted word.
        size: Bytes of the store.
    """

    mentions: int
    times: Times
    searches: Mapping[str, float]
    size: int


def measure(path: Path, mentions: int) -> Measured:
    """Fill a new store, unread, and search in it."""
    store = open_store(locate(path))
    times = fill(store, mentions, readings=False)
    searches = {word: _search(store, word) for word in FREQUENCIES}
    store.close()
    return Measured(mentions=mentions, times=times, searches=searches, size=path.stat().st_size)


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
        report(measure(Path(folder) / "bench.db", options.mentions))


def report(found: Measured) -> None:
    """Print it."""
    rate = found.mentions / sum(found.times.wall)
    print(f"store path, {found.mentions:,} mentions: {rate:,.0f} a second on two cores")
    print(f"    {rate / WANTED:.2f} of the {WANTED:,} wanted; {found.size / found.mentions:,.0f} bytes each on disk")
    show(found.times)
    for word, share in FREQUENCIES.items():
        print(f"search, word in {share:>7.3%} of them: {found.searches[word]:>6.2f} ms to the 50 newest, median")
    print(f"    {max(found.searches.values()) / SEARCH:.2f} of the {SEARCH:.0f} ms allowed")


if __name__ == "__main__":
    main()
