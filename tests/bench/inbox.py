"""The inbox with 100,000 open cases: how long it takes to open a view of it, and to take a case.

python -m tests.bench.inbox [CASES]
"""

from __future__ import annotations

import random
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from storage.opening import locate, open_store
from storage.records import Arrival, Author, Case, Filing, Match, Mention, Poll, SourceState, Wanted
from storage.store import Store

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
BATCH = 2_000
BRANDS = ("Acme", "Bolt", "Crux", "Delta")
VIEWS = {
    "all": Wanted(), "mine": Wanted(assignee="Mia"), "unassigned": Wanted(assignee=""), "late": Wanted(late=True),
    "in doubt": Wanted(doubt=True), "VIPs": Wanted(vip=True), "a brand": Wanted(brand="Crux"),
    "a brand's, mine": Wanted(brand="Crux", assignee="Mia"), "a tag": Wanted(tag="lid"),
}  # fmt: skip
LIMIT = 0.1
"""Seconds that somebody waits for the list at most."""


def fill(store: Store, count: int) -> None:
    """Posts and their cases."""
    chance = random.Random(1)
    for start in range(0, count, BATCH):
        posts = [_post(number) for number in range(start, min(start + BATCH, count))]
        state = SourceState(name="feed", next_due_at=NOW)
        store.commit_polls([Poll(state=state, arrivals=posts)], NOW)
        stored = store.search(limit=len(posts), since=NOW - timedelta(days=1) + timedelta(seconds=start * 0.5))
        cases = [_case(each.id, chance) for each in stored[: len(posts)]]
        store.commit_filing(
            [Filing(case=case, mention=case.lead, part="lead", story=case.lead) for case in cases], (0, 0)
        )


def _post(number: int) -> Arrival:
    mention = Mention(
        kind="social",
        native_id=str(number),
        text=f"acme number {number} {hash(str(number))} is not what it was {number * 7919}",
        author=Author(handle=f"person{number % 5000}"),
        published_at=NOW - timedelta(days=1) + timedelta(seconds=number * 0.5),
        collected_at=NOW,
    )
    return Arrival(mention=mention, matches=(Match(query="acme", brand="Acme"),), tokens=f"acme {number}")


def _case(lead: int, chance: random.Random) -> Case:
    due = NOW + timedelta(minutes=chance.randrange(-600, 6000)) if chance.random() < 0.7 else None
    return Case(
        lead=lead,
        reason="Complaints: complaint, negative · answer within 4 hours",
        rule=f"rule {chance.randrange(8)}",
        brands=tuple(chance.sample(BRANDS, chance.choice((1, 1, 1, 2)))),
        assignee=chance.choice((None, None, "Mia", "Bo", "Noor")),
        tags=("lid",) if chance.random() < 0.1 else (),
        filed_at=NOW,
        due_at=due,
        doubt=chance.random() < 0.2,
        vip=chance.random() < 0.02,
    )


def timed(store: Store) -> dict[str, float]:
    """Seconds until a view with all its counts is there: the median of several looks."""
    found = {}
    for name, wanted in VIEWS.items():
        looks = []
        for _ in range(7):
            begun = perf_counter()
            cases = store.queue(wanted, NOW, limit=51)
            store.queue_size(wanted, NOW)
            store.queue_tally("Mia", NOW)
            store.mentions([case.lead for case in cases])
            store.case_sizes([case.id or 0 for case in cases])
            looks.append(perf_counter() - begun)
        found[name] = median(looks)
    return found


def main() -> int:
    """0 when every view opens in time."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="listener-inbox-") as folder:
        store = open_store(locate(Path(folder) / "inbox.db"))
        fill(store, count)
        print(f"{store.queue_tally('Mia', NOW).active:,} open cases")
        times = timed(store)
        for name, seconds in times.items():
            print(f"  {name:20} {1000 * seconds:6.1f} ms")
        [case] = store.queue(Wanted(), NOW, limit=1)
        begun = perf_counter()
        store.commit_cases([replace(case, assignee="Mia")])
        print(f"  a case is changed in {1000 * (perf_counter() - begun):.1f} ms")
        store.close()
    return 0 if max(times.values()) < LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
