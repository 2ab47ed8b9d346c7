"""`listener poll`: read sources now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.exits import FAILED
from listener.cli.opening import here
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, acting
from listener.cli.options import Name as Who
from listener.cli.output import emit, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from listener.config.config import Config
    from listener.pipeline.collect import PollReport


def poll(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]…", help="Names of sources; all if left out.")
    ] = None,
    who: Who = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    once: Annotated[bool, typer.Option("--once", help="Read each source once, then end; what it does anyway.")] = True,
    json: Json = False,
) -> None:
    """Read sources now, due or not, and store what they bring: per source state, items, new ones, error.

    Exits with 1 if a source fails.

    Example: listener poll news --once --json
    """
    del once  # for scripts that say so; a service that goes on is `listener run`
    import asyncio

    from listener.config.loading import load

    loaded = load(config)
    chosen = names or []
    refuse_unknown(loaded, chosen)
    reports = asyncio.run(_poll(loaded, chosen, who))
    rows = [_row(report) for report in reports]
    if json:
        for row in rows:
            emit(row)
    else:
        show(
            ("source", "state", "items", "new", "error"),
            [[here(str(value or ""), config) for value in row.values()] for row in rows],
        )
    if any(row["error"] for row in rows):
        raise typer.Exit(FAILED)


async def _poll(config: Config, names: Sequence[str], who: str) -> list[PollReport]:
    from listener.actions.polling import poll_now
    from listener.app import build
    from listener.logs import configure

    configure("error")
    async with build(config) as app:
        return await poll_now(app, acting(who), names)


def _row(report: PollReport) -> dict[str, str | int | None]:
    state = report.state
    error = state.last_error if state.failures else None
    return {
        "source": state.name,
        "state": state.health,
        "items": state.items,
        "new": report.committed.new,
        "error": error,
    }


def refuse_unknown(config: Config, names: Sequence[str]) -> None:
    """A name of no source is a usage error."""
    from listener.config.findings import suggest

    known = [source.name for source in config.sources]
    for name in names:
        if name not in known:
            raise typer.BadParameter(f'there is no source "{name}"; {suggest(name, known)}')
