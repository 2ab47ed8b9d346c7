"""Questions about the mentions that somebody keeps under a name: theirs alone, on the page Explore and in the API."""

from __future__ import annotations

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.explore.place import Place
from listener.wording.text import one_line
from storage.errors import ListenerError
from storage.records import Actor, SavedView

MOST, LONGEST = 40, 60
"""Views that one person keeps, and characters of a name."""


async def keep(app: App, name: str, place: Place, actor: Actor) -> SavedView:
    """Keep what is asked, in the place of the view of that name. Raises ListenerError where there is no name, or where
    enough are kept."""
    check(actor, "views")
    called = one_line(name, LONGEST)
    if not called:
        raise ListenerError("give the view a name")
    kept = await app.read(app.store.saved_views, actor.name)
    if len(kept) >= MOST and called not in {each.name for each in kept}:
        raise ListenerError(f"{MOST} views are kept; remove one first")
    now, asked = app.clock.now(), place.address().partition("?")[2]
    view = SavedView(person=actor.name, name=called, asked=asked, saved_at=now)
    await app.write(app.store.save_view, view)
    await audit(app, actor, f'kept the view "{called}"', now, about="view", id=None)
    return view


async def remove(app: App, name: str, actor: Actor) -> bool:
    """Keep it no more; whether there was one."""
    check(actor, "views")
    if not await app.write(app.store.remove_view, actor.name, name):
        return False
    await audit(app, actor, f'removed the view "{name}"', app.clock.now(), about="view", id=None)
    return True
