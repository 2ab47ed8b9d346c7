"""The people of the demo: some answer posts all day; the first page is missed, and whoever gets the second leads."""

from __future__ import annotations

from contextlib import suppress

from listener.actions import incidents
from listener.app import App
from listener.demo.desk import answer
from listener.demo.posts import CRISIS
from storage.errors import Conflict
from storage.records import Actor

TAKER = Actor(name="Tomas", role="manager", via="demo")


async def work(app: App) -> None:
    """What they do at this moment; the same moment again changes nothing, so a replay that was killed can repeat it."""
    for incident in await app.read(app.store.incidents, unresolved=True):
        assert incident.id is not None
        with suppress(Conflict):  # whoever watches has been faster, on the page
            if incident.paging and incident.state == "open" and incident.paging.pages > 1:
                await incidents.acknowledge(app, incident.id, TAKER)
            elif incident.state == "acknowledged" and app.clock.now() >= CRISIS[1]:
                await incidents.resolve(app, incident.id, TAKER)
    await answer(app)
