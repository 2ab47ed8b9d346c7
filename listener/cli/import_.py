"""`listener import`: bring in what was said before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from listener.cli.exits import FAILED
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import complain, emit, say

if TYPE_CHECKING:
    from listener.actions.importing import ImportReport
    from listener.config.config import Config

SHOWN = 20


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False, help="CSV or NDJSON.")],
    config: ConfigFile = DEFAULT_CONFIG,
    source: Annotated[str, typer.Option(help="Name that the mentions are seen through.", metavar="NAME")] = "import",
    timezone: Annotated[
        str | None,
        typer.Option(help="Zone of times that do not say theirs; left out: the config's.", metavar="ZONE"),
    ] = None,
    json: Json = False,
) -> None:
    """Store mentions from files: this program's own exports, and those of Brandwatch, Meltwater and Talkwalker.

    Good rows are kept, bad ones are reported by row. Imports enter searches and baselines and never alert. Exits with 1
    if a row is bad.

    Example: listener import history.csv --source archive
    """
    import asyncio

    from listener.config.loading import load

    loaded, zone = load(config), _zone(timezone)
    reports = asyncio.run(_import(loaded, files, source, zone))
    for file, report in zip(files, reports, strict=True):
        _emit(file, report) if json else _print(file, report)
    if not json and loaded.collect.keep == "matches":
        say('Only rows that match a query are stored; keep = "all" below [collect] stores every row.')
    if any(report.problems for report in reports):
        raise typer.Exit(FAILED)


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise typer.BadParameter(f"{name!r} is not a time zone; write one as Europe/Berlin") from None


async def _import(config: Config, files: list[Path], source: str, zone: ZoneInfo | None) -> list[ImportReport]:
    from listener.actions.importing import import_table
    from listener.app import build

    async with build(config) as app:
        return [await import_table(app, file.read_bytes(), source=source, zone=zone) for file in files]


def _emit(file: Path, report: ImportReport) -> None:
    done = report.committed
    counts = {"new": done.new, "known": done.known + done.sightings, "edited": done.edited}
    problems = [str(each) for each in report.problems]
    emit({"file": str(file), "rows": report.rows, **counts, "timezone": report.zone, "problems": problems})


def _print(file: Path, report: ImportReport) -> None:
    done = report.committed
    say(f"{file}: {report.rows} good rows, {done.new} new, {done.known + done.sightings} known, {done.edited} edited")
    say(f"  times that do not say their zone were read in {report.zone}")
    for problem in report.problems[:SHOWN]:
        complain(f"  {problem}")
    if len(report.problems) > SHOWN:
        complain(f"  and {len(report.problems) - SHOWN} more; --json lists them all")
