"""Stores for the tests of reports, and reports about them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from listener.config.reports import ReportType
from listener.reports.ask import Ask
from listener.wording.periods import Period
from storage.records import Author, Brand, Classification, Mention, Rating, Reading
from storage.store import Store
from tests.worlds.mentions import NOW, commit, mention

BRANDS = (Brand(name="Acme", role="own"), Brand(name="Other", role="competitor"))
WEEK = Period(since=NOW - timedelta(days=7), until=NOW)
ZONE = ZoneInfo("Europe/Berlin")
RISING = 0.6
"""In how many posts of the week a word stands that was not said before."""
_WORDS = ("kettle", "broken", "lovely", "parcel", "late", "refund", "Grüße", "café", "お茶", "it's")


def ask(type: ReportType = "weekly", **changes: Any) -> Ask:
    """For the week before NOW, of Acme beside Other."""
    given: dict[str, Any] = {
        "name": "week",
        "type": type,
        "brands": ["Acme"],
        "compared": BRANDS,
        "period": WEEK,
        "length": None,
        "zone": ZONE,
        "now": NOW,
    }
    return Ask(**given | changes)


def talk(store: Store, seed: int, posts: int = 80) -> None:
    """Random posts of two weeks, some of them copies, some unread, some about both brands."""
    chance = random.Random(seed)
    for source in ("feed", "copy"):
        commit(store, [_post(chance, source, number) for number in range(posts // 2)], source)
    waiting = store.unclassified(1000)
    readings = {(each.id, each.mention.revision): _reading(chance) for each in waiting if chance.random() < 0.9}
    store.commit_classifications(readings, NOW)


def _post(chance: random.Random, source: str, number: int) -> Mention:
    names = chance.choice(("acme cola", "acme cola", "other", "acme cola other"))
    words = " ".join(chance.choices(_WORDS, k=chance.choice((3, 8))))
    said = f"{names} has one recipe and two hundred fans" if chance.random() < 0.2 else f"{names} {words}"
    published_at = NOW - timedelta(minutes=chance.randrange(1, 14 * 24 * 60))
    if published_at >= WEEK.since and chance.random() < RISING:
        said += " recall"
    who = f"user{chance.randrange(12)}"
    author = Author(handle=who, followers=chance.choice((None, 7, 900))) if chance.random() < 0.9 else Author()
    return mention(
        said,
        native_id=f"{source}-{number}",
        url=f"https://{source}.example.org/{number}",
        permalink=f"https://{source}.example.org/{number}",
        author=author,
        published_at=published_at,
        rating=Rating(value=chance.randint(1, 5)) if chance.random() < 0.3 else None,
    )


def _reading(chance: random.Random) -> Classification:
    heads = {"intent": _one(chance, ("complaint", "praise", "spam")), "emotion": _one(chance, ("joy", "anger"))}
    toward = {"Acme": _one(chance, ("positive", "negative"))} if chance.random() < 0.3 else {}
    if chance.random() < 0.9:
        heads["sentiment"] = _one(chance, ("positive", "neutral", "negative"))
    return Classification(model="test", heads=heads, toward=toward)


def _one(chance: random.Random, labels: tuple[str, ...]) -> Reading:
    return Reading(label=chance.choice(labels), probability=0.9)


def later(moment: datetime, hours: float) -> datetime:
    """So many hours after a moment."""
    return moment + timedelta(hours=hours)
