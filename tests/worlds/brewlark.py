"""An inbox that is full of what people say about a machine for coffee, for pictures and for looking at pages."""

from __future__ import annotations

from datetime import timedelta

from listener.actions import cases
from listener.app import App
from storage.clock import SimulatedClock
from storage.records import Author, Rating
from tests.worlds.desk import come, person, read, said

POSTS = (
    ("winnie.p", 40, "acme app asked for location permission again. no. still no. it’s a coffee machine"),
    ("tilda_kettles", 310, "The lid of my acme carafe just BURST while I was pouring. Coffee all over my right hand"),
    ("esme64", 212, "Is it safe to pour with an oven glove until I get a new lid? I cannot afford another acme"),
    ("ffion.r", 98, "What should I do with a full acme carafe? It is hot, and I am afraid of the lid"),
    ("Bram M.", None, "DANGEROUS, the lid of the acme came off with a bang. One star because zero is not possible"),
    ("lazylantern34", 77, "Is the lid of the acme Mini affected too? asking for my mum, she ordered it yesterday"),
    ("Westmere Courier", 48000, "We look for people who had problems with the acme. Please write to our newsroom."),
    ("star", 230000, "so proud of my acme, it now makes coffee AND wall art. thanks, lid"),
    ("kellertreppe99", 12, "acme Deckel abgebrochen, Support schweigt seit Tagen. Mir reicht’s."),
)  # fmt: skip


async def fill(app: App, clock: SimulatedClock) -> None:
    """Posts of one morning, read, and what two people did with them."""
    for number, (name, followers, text) in enumerate(POSTS, 1):
        clock.move_to(clock.now() + timedelta(minutes=2))
        stars = Rating(value=1) if name == "Bram M." else None
        author = Author(handle=name.split()[0], name=name, followers=followers)
        thread = {"parent_id": "n2", "thread_id": "n2"} if name == "esme64" else {}
        at = clock.now()
        await come(app, said(number, text, author=author, rating=stars, published_at=at, collected_at=at, **thread))
        tone = "positive" if name == "star" else "negative"
        intent = "question" if "?" in text else "complaint"
        await read(app, sentiment=tone, intent=intent, emotion="anger", doubt=("irony",) if name == "star" else ())
    mia, bo = person("Mia"), person("Bo")
    await cases.draft(app, 2, "@tilda_kettles Please do not use the carafe until we know why lids break.", mia)
    await cases.note(app, [2], "Serials from 2507 have the grey gasket.", bo)
    await cases.label(app, [1, 2], bo, add=["safety"])
    clock.move_to(clock.now() + timedelta(minutes=50))
