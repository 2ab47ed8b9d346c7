"""A process that commits batches for ever and reports each one: something to kill."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from tests.conformance.stores import MINUTE, NOW, opened, poll, post


def main(engine: str, folder: str) -> None:
    store = opened(engine, Path(folder))
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    for batch in count():
        arrivals = [post(f"{batch}-{number}") for number in range(100)]
        store.commit_polls([poll("feed", *arrivals, cursor={"batch": batch})], NOW)
        print(batch, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
