"""`listener backfill`: what a source knows of the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, acting, moment
from listener.cli.options import Name as Who
from listener.cli.output import complain, emit, say
from listener.wording.figures import counted
from listener.wording.moments import full_stamp
from listener.wording.periods import midnight

if TYPE_CHECKING:
    from datetime import datetime

    from listener.actions.backfilling import Progress
    from listener.config.config import Config
    from sources.base import Options
    from storage.records import Actor


def backfill(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Name of a source.")],
    since: Annotated[str, typer.Option(help='From when on: "2026-03-01", "30d".', metavar="TIME")],
    who: Who = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Bring what was said before, as far back as the source can be asked; it is counted and found, and never alerts.

    One that was interrupted goes on where it was, if it is asked for the same day again.

    Example: listener backfill blog --since 2026-03-01
    """
    import asyncio

    from listener.cli.poll import refuse_unknown
    from listener.config.loading import load
    from storage.clock import WallClock

    loaded = load(config)
    refuse_unknown(loaded, [source])
    begin = moment(since, loaded, WallClock().now())
    chosen = loaded.source(source)
    assert begin
    assert chosen
    first = begin.astimezone(loaded.zone).date()
    day = midnight(first, loaded.zone)  # so that "30d" is the same a little later
    done = asyncio.run(_run(loaded, chosen, day, acting(who), quiet=json))
    if json:
        emit({"source": source, "since": day, "read": done.read, "new": done.new})
    else:
        say(f"{source}: {counted(done.read, 'post')} since {first}, {done.new:,} of them stored")


async def _run(config: Config, source: Options, since: datetime, actor: Actor, *, quiet: bool) -> Progress:
    from listener.actions.backfilling import Progress, backfill
    from listener.app import build
    from listener.logs import configure

    configure("error")
    found = Progress()
    async with build(config) as app:
        async for found in backfill(app, source, since, actor):
            for note in found.notes:
                complain(f"  {note}")
            if not quiet:
                back = f", back to {full_stamp(found.oldest, config.zone)}" if found.oldest else ""
                say(f"{source.name}: {counted(found.read, 'post')} read{back}")
    return found
