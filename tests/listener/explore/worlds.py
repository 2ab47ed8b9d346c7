"""Random stores and random expressions over them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from rules.query import Matcher, tokens
from storage.opening import locate, open_store
from storage.records import (
    Arrival,
    Author,
    Case,
    Classification,
    Correction,
    Filing,
    Mention,
    Poll,
    Query,
    Rating,
    Reading,
    SourceState,
)
from storage.store import Store
from tests.worlds.mentions import NOW

WORDS = (
    "acme", "bolt", "lid", "burst", "café", "Cafe", "CAFÉ", "carafe", "carafes", "#acme", "@acme", "at&t", "AT&T",
    "C#", "c", "crack", "cracked", "日本語", "日本", "☕", "site", "author", "sites", "σίσυφος", "ΣΙΣΥΦΟΣ", "über",
    "x_y", "acme-cola", "acme#lid", "see",
)  # fmt: skip
QUERIES = (
    Query(name="acme", brand="Acme", expression="acme OR #acme"),
    Query(name="bolt", brand="Bolt Co", expression="bolt"),
)
SOURCES = ("feed", "Other feed")
LABELS = ("negative", "neutral", "positive")
HANDLES = ("ada", "Ada", "ádá", "bo_b", "bo b", None)
FIELDS = (
    "sentiment:negative", "tone:negative", "tone:positive|neutral",
    "sentiment:positive|neutral", "intent:complaint", "toward:negative", "brand:acme",
    'brand:"bolt co"', "query:bolt", "source:feed", 'source:"other feed"', "kind:social", "kind:review|news",
    "language:en", "language:en-gb", "language:de", "rating:[1 TO 2]", "rating:5", "likes:[2 TO *]",
    "authorFollowers:[* TO 100]", "author:ada", "author:ádá", 'author:"bo b"', "site:example.org",
    "site:news.example.org", "site:example.org/a", "engagementType:COMMENT", "country:de", "subreddit:tea",
    "tag:vip", "status:new", "links:example.com", "views:[1 TO 9]", "reach:[10 TO *]", 'label:"topic:lids"',
    "topic:lids",
)  # fmt: skip
TERMS = (
    "acme", "bolt", "café", "cafe", "carafe*", "crack*", "car?fe", "#acme", "@acme", "{AT&T}", "at&t", "c#",
    '"acme bolt"',
    '"lid burst"', "日本", "日本語", "☕", "site*", "sit*", "aut*", "ΣΙΣΥΦΟΣ", "σίσυφος", "uber", "{Cafe}", "title:lid",
    "url:news", '"acme lid"~2', "acme NEAR/2 lid", "x_y", "see", "acme-cola",
)  # fmt: skip


def expression(chance: random.Random, depth: int = 0) -> str:
    """Of terms and fields."""
    if depth == 3 or chance.random() < 0.35:
        return chance.choice(TERMS if chance.random() < 0.6 else FIELDS)
    one, other = expression(chance, depth + 1), expression(chance, depth + 1)
    return chance.choice([f"({one}) AND ({other})", f"({one}) OR ({other})", f"({one}) NOT ({other})", f"NOT ({one})"])


def filled(folder: Path, seed: int, count: int = 60) -> Store:
    """Posts of both sources, most of them read, some of them in cases."""
    store = open_store(locate(folder / f"{seed}.db"))
    for some in range(2):
        add(store, random.Random(seed * 2 + some), count // 2, first=some * count)
    return store


def add(store: Store, chance: random.Random, count: int, first: int) -> None:
    """Some more posts."""
    matcher = Matcher(QUERIES)
    for source in SOURCES:
        mentions = [_post(chance, first + number) for number in range(count)]
        arrivals = [
            Arrival(mention=each, matches=matcher.match(each, source=source), tokens=tokens(each)) for each in mentions
        ]
        store.commit_polls([Poll(state=SourceState(name=source, next_due_at=NOW), arrivals=arrivals)], NOW)
    waiting = store.unclassified(1000)
    read = [each for each in waiting if chance.random() < 0.8]
    store.commit_classifications({(each.id, each.mention.revision): _reading(chance) for each in read}, NOW)
    file(store, chance, [each.id for each in read[:6]])


def file(store: Store, chance: random.Random, ids: Sequence[int]) -> None:
    """Put some into the inbox."""
    known = store.known_cases(ids, (), ()).filed
    filings = [
        Filing(
            case=Case(
                lead=id, reason="a rule", rule="rule", filed_at=NOW, tags=chance.choice(((), ("vip",), ("lid", "vip")))
            ),
            mention=id,
            part="lead",
        )
        for id in ids
        if id not in known
    ]
    store.commit_filing(filings, store.filed_until())


def stir(store: Store, chance: random.Random) -> None:
    """New posts, late ones, an edit, a correction, other matches, another reading, deletions, an end of keeping."""
    add(store, chance, 3, first=chance.randrange(400, 10**6))
    every = list(store.export())
    one, other, third, fourth = chance.sample(every, 4)
    seen = one.sightings[0]
    edit = _post(chance, 0, native_id=seen.native_id, published_at=one.mention.published_at)
    arrival = Arrival(mention=edit, matches=Matcher(QUERIES).match(edit), tokens=tokens(edit))
    store.commit_polls([Poll(state=SourceState(name=seen.source, next_due_at=NOW), arrivals=[arrival])], NOW)
    store.rematch([(other.id, ())], NOW)
    store.follow_deletions(third.sightings[0].source, [third.sightings[0].native_id], NOW)
    label = chance.choice(LABELS)
    store.correct([Correction(mention=one.id, head="sentiment", label=label, who="Mia", at=NOW)], NOW)
    store.commit_classifications({(fourth.id, fourth.mention.revision): _reading(chance)}, NOW)
    oldest = min(each.mention.said_at for each in every)
    store.forget(dict.fromkeys(SOURCES, NOW - oldest - timedelta(microseconds=1)), NOW)


def _post(chance: random.Random, number: int, **more: object) -> Mention:
    handle, kind = chance.choice(HANDLES), chance.choice(("social", "review", "news", "forum"))
    given: dict[str, object] = {
        "kind": kind,
        "native_id": f"{number}",
        "url": chance.choice(
            (None, "https://news.example.org/a", "http://example.org/a/b", "https://reddit.com/r/Tea/1")
        ),
        "author": Author(
            handle=handle, name=chance.choice((None, "Ada L.", "Bo B")), followers=chance.choice((None, 7, 5000))
        ),
        "title": " ".join(chance.choices(WORDS, k=2)) if kind == "news" else "",
        "text": " ".join(chance.choices(WORDS, k=chance.randrange(1, 9))),
        "language": chance.choice((None, "en", "en-GB", "de")),
        "published_at": NOW - timedelta(minutes=chance.randrange(0, 5000)),
        "collected_at": NOW,
        "parent_id": chance.choice((None, None, "9")),
        "rating": chance.choice((None, Rating(value=1), Rating(value=5), Rating(value=3.7))),
        "engagement": chance.choice(({}, {"likes": 3, "shares": 1}, {"views": 20, "likes": 0})),
        "extra": chance.choice(({}, {"country": "DE"}, {"links": ["https://example.com/x"]})),
    }
    return Mention(**{**given, **more})  # type: ignore[arg-type]


def _reading(chance: random.Random) -> Classification:
    heads = {
        "sentiment": Reading(label=chance.choice(LABELS), probability=0.9),
        "intent": Reading(label=chance.choice(("complaint", "praise", "spam")), probability=0.9),
        "topic:lids": Reading(label=chance.choice(("yes", "no")), probability=0.9),
    }
    toward = {"Acme": Reading(label=chance.choice(LABELS), probability=0.9)}
    return Classification(model="made up", heads=heads, toward=toward, language=chance.choice((None, "de")))
