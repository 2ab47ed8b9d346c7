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
        if not await wanted(app):
            raise _opened()
        say(await invitation(app))

    ask(config, printed)


async def wanted(app: App) -> bool:
    """Whether there is a first way in: not where people sign in already."""
    from listener.people.directory import is_open

    return not is_open(app.config, {each.person for each in await app.read(app.store.accounts)})


async def invitation(app: App) -> str:
    """A new link, by each address that leads here, a line each."""
    from listener.people.links import homes, make

    path = await make(app, "start")
    here, *others = homes(app.config)
    first = f"Open this in your browser within 15 minutes, once: {here}{path}"
    return "\n".join((first, *(f"or, from another machine: {other}{path}" for other in others)))


def _opened() -> Exception:
    from storage.errors import ListenerError

    return ListenerError("people sign in here already; listener people link NAME prints a link for one of them")
