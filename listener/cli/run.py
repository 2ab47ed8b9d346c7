"""`listener run`: the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from listener.cli.exits import FAILED, code_of
from listener.cli.options import DEFAULT_CONFIG, ConfigFile
from storage.errors import ListenerError

if TYPE_CHECKING:
    from listener.app import App
    from listener.config.config import Config


def run(context: typer.Context, config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Collect, read, alert and mail until stopped (Ctrl-C, SIGTERM).

    A changed configuration is taken over while running; SIGHUP asks for it at once.

    Example: listener run --config config.toml
    """
    from listener.config.loading import load
    from listener.logs import configure

    loaded = load(config)
    configure(loaded.listener.log)
    _work(loaded, debug=context.find_root().params["debug"])


def _work(config: Config, *, debug: bool) -> None:
    """Until stopped. What ends it otherwise stands in the log, as all else that the service says."""
    import asyncio

    import structlog

    log = structlog.get_logger()
    try:
        asyncio.run(_serve(config))
    except ListenerError as error:
        log.critical("the service ends", error=str(error), exc_info=debug)
        raise typer.Exit(code_of(error)) from None
    except Exception:
        log.critical("the service ends by a fault of its own", exc_info=True)
        raise typer.Exit(FAILED) from None


async def _serve(config: Config) -> None:
    import gc

    from listener.app import build
    from listener.service import serve

    async with build(config, service=True) as app:
        gc.freeze()  # what is loaded by now stays, and each look at it would hold up the event loop
        await serve(app, _invite)


async def _invite(app: App) -> None:
    """Where nobody signs in yet, whoever starts it gets the link, at their terminal alone: a log keeps what it is told,
    and others read it. Where there is no terminal the log says what to do."""
    import shlex

    from listener.cli.link import invitation, wanted
    from listener.cli.output import is_heard, whisper
    from listener.logs import announce

    if await wanted(app) and not (is_heard() and whisper(await invitation(app))):
        command = shlex.join(["listener", "link", "--config", str(app.config.path)])
        announce("nobody signs in here yet; a command prints the link by which somebody gets in", command=command)
