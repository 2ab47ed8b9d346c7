"""`listener run`: the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listener.cli.options import DEFAULT_CONFIG, ConfigFile

if TYPE_CHECKING:
    from listener.config.config import Config


def run(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Collect, read, alert and mail until stopped (Ctrl-C, SIGTERM).

    A changed configuration is taken over while running; SIGHUP asks for it at once.

    Example: listener run --config config.toml
    """
    import asyncio

    from listener.config.loading import load
    from listener.logs import configure

    loaded = load(config)
    configure(loaded.listener.log)
    asyncio.run(_serve(loaded))


async def _serve(config: Config) -> None:
    import gc
    import sys

    from listener.app import build
    from listener.cli.link import tell
    from listener.service import serve

    async with build(config, service=True) as app:
        if sys.stdout.isatty():  # a log keeps what it is told, and others read it
            tell(app)
        gc.freeze()  # what is loaded by now stays, and each look at it would hold up the event loop
        await serve(app)
