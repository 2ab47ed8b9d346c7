"""Mentions in a real store, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from rules.query import Matcher, tokens
from storage.records import Arrival, Author, Classification, Mention, Poll, Query, Rating, Reading, SourceState
from storage.store import Store

Filled = Callable[..., Store]
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
MATCHER = Matcher([
    Query(name="acme", brand="Acme", expression='"acme cola" OR #acme'),
    Query(name="other", brand="Other", expression="other"),
])  # fmt: skip


def mention(text: str, number: int = 1, **fields: Any) -> Mention:
    """A post said `number` hours before NOW."""
    given: dict[str, Any] = {
        "kind": "social",
        "native_id": f"id-{number}",
        "url": f"https://social.example.org/@ada/{number}",
        "permalink": f"https://social.example.org/@ada/{number}",
        "author": Author(handle="ada", name="Ada L.", followers=120),
        "text": text,
        "language": "en",
        "published_at": NOW - timedelta(hours=number),
        "collected_at": NOW,
        "rating": Rating(value=2),
        "engagement": {"likes": 3, "shares": 1},
    }
    return Mention(**given | fields)


def commit(store: Store, mentions: Sequence[Mention], source: str = "feed", now: datetime = NOW) -> None:
    """As one poll of the source brings them."""
    arrivals = [
        Arrival(mention=each, matches=MATCHER.match(each, source=source), tokens=tokens(each)) for each in mentions
    ]
    store.sync_sources({"feed": timedelta(minutes=5), "copy": timedelta(minutes=5)}, now)
    store.commit_polls([Poll(state=SourceState(name=source, next_due_at=now, first_done=True), arrivals=arrivals)], now)


def read_all(store: Store) -> None:
    """Give every waiting mention a reading."""
    reading = Classification(
        model="test 1",
        heads={
            "sentiment": Reading(label="negative", probability=0.91),
            "intent": Reading(label="complaint", probability=0.7),
        },
        toward={"Acme": Reading(label="negative", probability=0.8)},
    )
    waiting = store.unclassified(1000)
    store.commit_classifications({(each.id, each.mention.revision): reading for each in waiting}, NOW)
