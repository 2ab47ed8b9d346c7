"""`listener link`: the first way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listener.cli.options import DEFAULT_CONFIG, ConfigFile
from listener.cli.output import say

if TYPE_CHECKING:
    from listener.app import App


def link(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Print the link by which somebody becomes the administrator; on this machine a browser may also look around first.

    It works once, within 15 minutes. Where there are accounts already, `listener people link NAME` lets somebody in.

    Example: listener link
    """
    from listener.cli.opening import ask

    async def printed(app: App) -> None:
        if not await tell(app):
            raise _opened()

    ask(config, printed)


async def tell(app: App) -> bool:
    """A new link, by each address that leads here; False, and nothing is printed, where people sign in already."""
    from listener.people.directory import is_open
    from listener.people.links import homes, make

    accounts = {each.person for each in await app.read(app.store.accounts)}
    if is_open(app.config, accounts):
        return False
    path = await make(app, "start")
    here, *others = homes(app.config)
    say(f"Open this in your browser within 15 minutes, once: {here}{path}")
    for other in others:
        say(f"or, from another machine: {other}{path}")
    return True


def _opened() -> Exception:
    from storage.errors import ListenerError

    return ListenerError("people sign in here already; listener people link NAME prints a link for one of them")
