"""`listener sources aside`, `retry` and `dismiss`: what could not be stored, reading it again, and letting it be."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.exits import FAILED
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, acting
from listener.cli.options import Name as Who
from listener.cli.output import complain, emit, say, show

if TYPE_CHECKING:
    from listener.actions.retrying import RetryReport
    from storage.records import PutAside

SHOWN = 5

Name = Annotated[str | None, typer.Argument(metavar="[SOURCE]", help="Name of a source; all if left out.")]


def aside(source: Name = None, config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show what could not be stored, and why; newest first. With --json also what was sent.

    Example: listener sources aside news
    """
    from listener.cli.opening import reading
    from listener.config.loading import load
    from listener.wording.durations import ago
    from storage.clock import WallClock

    loaded, now = load(config, read_queries=False), WallClock().now()
    with reading(loaded) as store:
        found = store.put_aside(source)
    if json:
        for each in found:
            emit(_plain(each))
        return
    rows = [(each.source, each.native_id, str(each.tries), ago(each.at, now), each.reason) for each in found]
    show(("source", "id", "tries", "last", "why"), rows)


def retry(source: Name = None, who: Who = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Read again what could not be stored: after an upgrade, or when the source has been corrected.

    Posts are stored as they were kept, and never alert. For rows that never became posts their source is read anew.
    Exits with 1 if something is left.

    Example: listener sources retry news
    """
    import asyncio

    from listener.actions.retrying import retry as again
    from listener.app import build
    from listener.config.loading import load
    from listener.logs import configure

    configure("error")
    loaded = load(config)

    async def run() -> list[RetryReport]:
        async with build(loaded) as app:
            return await again(app, source, acting(who))

    reports = asyncio.run(run())
    for report in reports:
        _tell(report, json=json)
    if not (reports or json):
        say("nothing is put aside")
    if any(report.left for report in reports):
        raise typer.Exit(FAILED)


def dismiss(source: Name = None, who: Who = "somebody", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Let be what could not be stored, once it was looked at: it stays listed, and is no trouble any more.

    Example: listener sources dismiss news --who Ann
    """
    import asyncio

    from listener.actions.retrying import dismiss as let_be
    from listener.app import build
    from listener.config.loading import load
    from listener.wording.figures import counted

    loaded = load(config)

    async def run() -> int:
        async with build(loaded) as app:
            return await let_be(app, source, acting(who))

    say(f"{counted(asyncio.run(run()), 'row')} dismissed")


def _tell(report: RetryReport, *, json: bool) -> None:
    if json:
        emit({"source": report.source, "tried": report.tried, "left": len(report.left), "error": report.error})
        return
    say(f"{report.source}: {report.tried} tried again, {len(report.left)} still put aside")
    if report.error:
        complain(f"  it could not be read anew: {report.error}")
    for each in report.left[:SHOWN]:
        complain(f"  {each.native_id}: {each.reason}")


def _plain(each: PutAside) -> dict[str, object]:
    body = each.body if isinstance(each.body, str) else asdict(each.body)
    shown = {name: getattr(each, name) for name in ("source", "native_id", "tries", "at")}
    return {**shown, "reason": each.reason, "body": body}
