"""`listener targets`: does a message arrive?"""

from __future__ import annotations

from typing import Annotated

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import emit, say

app = typer.Typer(help="Try the ways to tell people.", no_args_is_help=True)


@app.callback()
def _targets() -> None:
    """Try the ways to tell people."""


@app.command("test")
def try_out(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of a target in the configuration.")],
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Send a message that says it is a test through a target, as an alert would go; nothing is stored.

    It goes at once, whatever quiet hours and limits say. Exits with 1 if it was not taken.

    Example: listener targets test team
    """
    import asyncio

    from listener.config.loading import load
    from listener.trials.targets import send_test
    from storage.clock import WallClock

    asyncio.run(send_test(load(config, read_queries=False), name, WallClock()))
    if json:
        emit({"target": name, "taken": True})
    else:
        say(f"{name} has taken the test message; look whether it arrives.")
