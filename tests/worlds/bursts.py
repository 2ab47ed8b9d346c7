"""Posts about a brand over weeks, with bursts among them, and a store that has them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from storage.records import Arrival, Mention, Poll, SourceState
from storage.store import Store
from tests.worlds.mentions import MATCHER, NOW, mention

HOUR = timedelta(hours=1)


def spoken(hours: int, bursts: dict[int, int], seed: int = 1, rate: float = 1.0) -> list[Mention]:
    """About so many posts an hour until NOW, and bursts: hours before NOW -> posts."""
    posts = np.random.default_rng(seed).poisson(rate, hours)
    for back, count in bursts.items():
        posts[-back] += count
    found, number = [], 0
    for index, count in enumerate(posts):
        for place in range(count):
            number += 1
            said = NOW - HOUR * (hours - index) + timedelta(minutes=int(place * 7 % 60))
            found.append(said_at(number, said))
    return found


def said_at(number: int, said: Any, **fields: Any) -> Mention:
    text = f"acme cola number {number} " + " ".join(str(number * prime % 9973) for prime in (7, 11, 13, 17, 19))
    return mention(text, number, **{"published_at": said, "collected_at": said + timedelta(minutes=3)} | fields)


def put(store: Store, mentions: list[Mention], *, live: bool = True) -> None:
    arrivals = [Arrival(mention=one, matches=MATCHER.match(one, source="feed"), live=live) for one in mentions]
    store.sync_sources({"feed": timedelta(minutes=5)}, NOW)
    store.commit_polls([Poll(state=SourceState(name="feed", next_due_at=NOW, first_done=True), arrivals=arrivals)], NOW)
