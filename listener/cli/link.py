"""`listener link`: lets a browser in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listener.cli.options import DEFAULT_CONFIG, ConfigFile
from listener.cli.output import say

if TYPE_CHECKING:
    from listener.app import App


def link(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Print a link that lets a browser in: to act on the pages, and to read them from another machine.

    It works once, within 15 minutes; the browser stays for 30 days, or until the key of `[actions]` is another one.

    Example: listener link
    """
    from listener.cli.opening import ask

    async def printed(app: App) -> None:
        tell(app)

    ask(config, printed)


def tell(app: App) -> None:
    """A new link, by each address that leads here."""
    from listener.web.security.entry import entrances

    here, *others = entrances(app)
    say(f"Open this in your browser within 15 minutes, once: {here}")
    for other in others:
        say(f"or, from another machine: {other}")
