"""An application with two brands of which much was said in two weeks, read and unread, in stories and alone."""

from __future__ import annotations

import random
from datetime import timedelta

from listener.app import App
from storage.records import (
    Arrival,
    Author,
    Classification,
    Match,
    Mention,
    Poll,
    Rating,
    Reading,
    SourceState,
)
from tests.worlds.incidents import NOW

BOLT = """
[[brands]]
name = "Bolt & Co"
role = "competitor"

[[queries]]
name = "bolt"
brand = "Bolt & Co"
expression = "bolt"
"""
"""More of a configuration: somebody to compare with."""
MINUTE = timedelta(minutes=1)
_MATCHES = (Match(query="acme", brand="Acme"), Match(query="bolt", brand="Bolt & Co"))


def talk(app: App, posts: int = 160, seed: int = 1) -> None:
    """Posts of the fourteen days before NOW."""
    chance = random.Random(seed)
    for source in ("feed", "forum"):
        arrivals = [_arrival(chance, source, number) for number in range(posts // 2)]
        state = SourceState(name=source, health="ok", next_due_at=NOW + MINUTE, first_done=True, last_success_at=NOW)
        app.store.commit_polls([Poll(state=state, arrivals=arrivals)], NOW)
    waiting = app.store.unclassified(1000)
    read = {(each.id, each.mention.revision): _reading(chance) for each in waiting if chance.random() < 0.9}
    app.store.commit_classifications(read, NOW)


def _arrival(chance: random.Random, source: str, number: int) -> Arrival:
    matches = chance.choice((_MATCHES[:1], _MATCHES[:1], _MATCHES[1:], _MATCHES))
    names = " and ".join(match.query for match in matches)
    ago = timedelta(minutes=chance.randrange(6, 14 * 24 * 60))
    burst = "lids burst everywhere again" if ago < timedelta(days=7) and chance.random() < 0.4 else "a quiet cup"
    post = Mention(
        kind=chance.choice(("social", "review")),
        native_id=f"{source} {number}",
        text=f"{names}: {burst}, says number {chance.randrange(40)} of {source}",
        author=Author(handle=f"user{chance.randrange(15)}", followers=chance.choice((None, 10, 900))),
        language=chance.choice(("en", "de", None)),
        published_at=NOW - ago,
        collected_at=NOW,
        rating=Rating(value=chance.randint(1, 5)) if chance.random() < 0.3 else None,
        extra={"country": chance.choice(("DE", "France"))} if chance.random() < 0.5 else {},
    )
    return Arrival(mention=post, matches=matches, tokens=post.text.lower())


def _reading(chance: random.Random) -> Classification:
    heads = {
        "intent": chance.choice(("complaint", "praise", "question", "spam")),
        "emotion": chance.choice(("joy", "anger")),
        "sentiment": chance.choice(("negative", "neutral", "positive")),
    }
    toward = {"Acme": chance.choice(("negative", "positive"))} if chance.random() < 0.3 else {}
    return Classification(
        model="test",
        heads={head: Reading(label=label, probability=0.9) for head, label in heads.items()},
        toward={brand: Reading(label=label, probability=0.9) for brand, label in toward.items()},
    )
