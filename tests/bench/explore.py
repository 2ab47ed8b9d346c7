"""How fast Explore answers over a big store: `python -m tests.bench.explore [--store FILE] [--mentions 100000]`.

A store of `python -m tests.bench.big_store FILE` is asked where one is named; else a smaller one is made first. Asked
are the last 30 days, by words that 0.1, 1 and 10 % of the posts hold, alone and with fields. Allowed at the median: 50
ms to the first mentions, 300 ms to facets and course.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from listener.explore.answer import Answer, answer, sought
from listener.explore.copy import Copy, State
from listener.explore.course import course
from listener.explore.facets import facets, stories, voices
from listener.explore.hits import page
from listener.explore.kept import Kept
from listener.explore.question import Question, read
from storage.opening import locate, open_store
from storage.store import Store
from tests.bench.big_store import present

FIRST, WHOLE = 0.050, 0.300
ROUNDS, DAYS = 7, timedelta(days=30)
DECIDED = {
    "0.1 %": "plant01",
    "0.1 %, a field": "plant1 likes:[0 TO 4]",
    "1 %": "plant1",
    "1 %, fields": "plant10 language:de|fr tone:negative",
    "10 %": "plant10",
    "10 %, a field": "brand:bolt kind:social|news",
    "10 %, without a word": "plant10 NOT plant1",
}
LOOKED_AT = {"a phrase, few candidates": '"w3 w10" plant1', "a phrase, very many": '"w3 w10"', "all": ""}
Times = list[tuple[float, float]]
"""Seconds that passed, and those of processor."""


def timed(work: Callable[[], object]) -> Times:
    """Several times; the first one does not count."""
    taken = []
    for _ in range(ROUNDS + 1):
        began, worked = perf_counter(), process_time()
        work()
        taken.append((perf_counter() - began, process_time() - worked))
    return taken[1:]


def ask(store: Store, state: State, question: Question) -> tuple[Answer, Times, Times]:
    """What is found, and how long the first mentions took, and facets with the course."""

    def found() -> Answer:
        return answer(store, state, read(question))

    def whole() -> None:
        there = found()
        facets(there), course(there), stories(there), voices(there)

    return found(), timed(lambda: page(store, sought(store, state, read(question)), limit=50)), timed(whole)


def _tell(name: str, found: Answer, first: Times, whole: Times) -> None:
    size = f"{'' if found.size.exact else '≈ '}{found.size.value:,}"
    print(f"    {name:<26}{size:>11}", end="")
    for taken, allowed in ((first, FIRST), (whole, WHOLE)):
        passed, worked = (median(column) for column in zip(*taken, strict=True))
        print(f"   {passed * 1000:7.1f} ms ({worked * 1000:6.1f} of processor, {worked / allowed:.2f})", end="")
    print(flush=True)


def _keep(store: Store, state: State) -> None:
    """What keeping it beside the store costs, and beginning with it."""
    with tempfile.TemporaryDirectory(prefix="listener-columns-") as name:
        began = process_time()
        Kept(Path(name), store).save(state)
        saved, size = process_time(), sum(each.stat().st_size for each in Path(name).iterdir())
        loaded = Kept(Path(name), store).load()
        assert loaded is not None
        assert len(loaded) == len(state)
        print(f"kept beside the store: {size / 2**20:.0f} MiB, written in {saved - began:.1f} s of processor, ", end="")
        print(f"read again in {process_time() - saved:.1f} s")


def measure(store: Store) -> None:
    """Print everything about one store."""
    began, before = process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    copy = Copy(store)
    state = copy.state()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    million = len(state) / 1_000_000
    print(f"{len(state):,} mentions read in: {process_time() - began:.0f} s of processor, ", end="")
    print(f"{state.nbytes / 2**20 / million:.0f} MiB of columns a million, {grown / million:.0f} with all beside them")
    _keep(store, state)
    end = store.search(limit=1)[0].mention.said_at + timedelta(seconds=1)
    worked = median(each for _, each in timed(copy.state))
    print(f"asking whether anything has changed: {worked * 1000:.2f} ms of processor")
    print("    30 days                        found   first 50 mentions                        facets and course")
    for questions in (DECIDED, LOOKED_AT):
        medians = []
        for name, expression in questions.items():
            found, first, whole = ask(store, state, Question(expression=expression, since=end - DAYS, until=end))
            _tell(name, found, first, whole)
            medians.append([median(each for _, each in taken) for taken in (first, whole)])
        firsts, wholes = (median(each) for each in zip(*medians, strict=True))
        what = "decided by columns and index" if questions is DECIDED else "with texts that are looked at, or of all"
        print(f"  {what}: median {firsts / FIRST:.2f} and {wholes / WHOLE:.2f} of what is allowed, of processor")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--mentions", type=int, default=100_000)
    options = parser.parse_args()
    with present(options.store, options.mentions) as file:
        store = open_store(locate(file))
        measure(store)
        store.close()


if __name__ == "__main__":
    main()
