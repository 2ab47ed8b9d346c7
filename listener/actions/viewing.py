"""Questions about the mentions that somebody keeps under a name: theirs alone, on the page Explore and in the API."""

from __future__ import annotations

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.explore.place import Place
from listener.wording.text import one_line
from rules.wording.moments import utc
from storage.errors import Conflict, ListenerError
from storage.records import Actor, SavedView

MOST, LONGEST = 40, 60
"""Views that one person keeps, and characters of a name."""


async def keep(app: App, name: str, place: Place, actor: Actor, *, replace: bool = False) -> SavedView:
    """Keep what is asked. Raises ListenerError where there is no name, or where enough are kept; Conflict where that
    name leads to something else, unless the view of that name is to be replaced."""
    check(actor, "views")
    called = one_line(name, LONGEST)
    if not called:
        raise ListenerError("give the view a name")
    kept = await app.read(app.store.saved_views, actor.name)
    now, asked = app.clock.now(), place.address().partition("?")[2]
    old = next((each for each in kept if each.name == called), None)
    if old is None and len(kept) >= MOST:
        raise ListenerError(f"{MOST} views are kept; remove one first")
    if old is not None and old.asked != asked and not replace:
        raise taken(called, old.person, utc(old.saved_at))
    view = SavedView(person=actor.name, name=called, asked=asked, saved_at=now)
    await app.write(app.store.save_view, view)
    await audit(app, actor, f'kept the view "{called}"', now, about="view", id=None)
    return view


def taken(name: str, who: str, when: str = "") -> Conflict:
    """Why a view is not saved under the name of another one."""
    return Conflict(
        f'there is a view "{name}" already, saved by {who}{when and f" {when}"}; replace it, or take another name'
    )


async def remove(app: App, name: str, actor: Actor) -> bool:
    """Keep it no more; whether there was one."""
    check(actor, "views")
    if not await app.write(app.store.remove_view, actor.name, name):
        return False
    await audit(app, actor, f'removed the view "{name}"', app.clock.now(), about="view", id=None)
    return True
