"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from listener.config.config import Config
    from storage.records import Actor

CONFIG = "listener.config"
"""Where a command's context keeps which configuration it was given."""


def _remembered(context: typer.Context, path: Path) -> Path:
    context.meta[CONFIG] = path
    return path


ConfigFile = Annotated[
    Path,
    typer.Option(
        "--config",
        "-c",
        envvar="LISTENER_CONFIG",
        help="The configuration.",
        metavar="FILE",
        callback=_remembered,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
Since = Annotated[str | None, typer.Option(help='Only what was said since then: "7d", "2026-03-01".', metavar="TIME")]
Until = Annotated[str | None, typer.Option(help='Only what was said before then: "2d", "2026-03-01".', metavar="TIME")]
Name = Annotated[str, typer.Option("--who", help="Your name.", envvar="USER", metavar="NAME")]
DEFAULT_CONFIG = Path("config.toml")


def acting(who: str) -> Actor:
    """Whoever gave this name on the command line."""
    from listener.actions.actor import caller

    return caller(who, "command line")


def moment(text: str | None, config: Config, now: datetime) -> datetime | None:
    """A moment of the past from the command line, "7d" ago or a date; a wrong one is a usage error."""
    from listener.wording import moments

    return None if text is None else _read(moments.parse, text, config, now)


def ahead(text: str, config: Config, now: datetime) -> datetime:
    """A moment to come from the command line, "2h" from `now` on or a date; a wrong one is a usage error."""
    from listener.wording import moments

    return _read(moments.ahead, text, config, now)


def _read(way: Callable[..., datetime], text: str, config: Config, now: datetime) -> datetime:
    try:
        return way(text, now=now, zone=config.zone)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
