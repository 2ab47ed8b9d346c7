"""An application with an inbox: rules, people, a team, saved replies, and posts that come as a poll brings them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from listener.app import App
from listener.pipeline.inbox import file_cases
from rules.query import tokens
from storage.clock import SimulatedClock
from storage.records import (
    Abstention,
    Actor,
    Arrival,
    Author,
    Case,
    Classification,
    Mention,
    Poll,
    Reading,
    SourceState,
    Wanted,
)
from tests.worlds.incidents import NOW, world

HOUR = timedelta(hours=1)
INBOX = """
[[people]]
name = "Olga"
role = "observer"

[[teams]]
name = "care"
people = ["Mia", "Bo"]

[desk]
vips = ["@star"]
vip_followers = 100000
own = ["@acme"]
first_answer = "1h"
resolution = "8h"

[[inbox]]
name = "our shop"
expression = "author:acmeshop"
put = "not in"

[[inbox]]
name = "Lids"
expression = "lid OR Deckel"
assignee = "Mia"
due = "1h"
tags = ["lid"]

[[inbox]]
name = "Loud people"
followers = 5000
expression = "acme"
team = "care"

[[inbox]]
name = "Complaints"
expression = "intent:complaint"
due = "4h"

[[replies]]
name = "Do not use it"
text = "@{handle} Do not use the carafe until we know more. {name}, {brand}"
"""


@asynccontextmanager
async def desk(folder: Path, more: str = INBOX) -> AsyncIterator[tuple[App, SimulatedClock]]:
    """The application at NOW, from which on what comes is news."""
    async with world(folder, more=more) as (app, clock):
        await file_cases(app)
        yield app, clock


def said(number: int, text: str, **fields: Any) -> Mention:
    """A post of one of many people."""
    given: dict[str, Any] = {
        "kind": "social",
        "native_id": f"n{number}",
        "url": f"https://social.example.org/{number}",
        "permalink": f"https://social.example.org/{number}",
        "author": Author(handle=f"person{number}", name=f"Person {number}", followers=100),
        "text": text,
        "language": "en",
        "published_at": NOW + timedelta(seconds=number),
        "collected_at": NOW + timedelta(minutes=1),
    }
    return Mention(**given | fields)


async def come(app: App, *mentions: Mention, live: bool = True, source: str = "feed") -> None:
    """What a poll brought is stored, and the inbox's stage has run."""
    arrivals = [
        Arrival(mention=each, matches=app.matcher.match(each, source=source), tokens=tokens(each), live=live)
        for each in mentions
    ]
    state = SourceState(name=source, next_due_at=NOW, first_done=True)
    app.store.sync_sources({source: HOUR}, NOW)
    await app.write(app.store.commit_polls, [Poll(state=state, arrivals=arrivals)], app.clock.now())
    await file_cases(app)


async def read(app: App, doubt: tuple[str, ...] = (), **heads: str) -> None:
    """Everything that waits is read so."""
    left = Abstention(reason="unsure", heads=doubt) if doubt else None
    reading = Classification(
        model="test 1",
        heads={head: Reading(label=label, probability=0.8) for head, label in heads.items()},
        toward={"Acme": Reading(label="negative", probability=0.7)},
        abstained=left,
    )
    waiting = app.store.unclassified(1000)
    found = {(each.id, each.mention.revision): reading for each in waiting}
    await app.write(app.store.commit_classifications, found, app.clock.now())
    await file_cases(app)


def waiting(app: App, **wanted: Any) -> list[Case]:
    """The queue."""
    return app.store.queue(Wanted(**wanted), app.clock.now(), limit=1000)


def person(name: str, role: Any = "responder") -> Actor:
    """Somebody at a page."""
    return Actor(name=name, role=role, via="view")
