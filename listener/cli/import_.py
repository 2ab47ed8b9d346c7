"""`listener import`: bring in what was said before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.exits import FAILED
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, acting
from listener.cli.options import Name as Who
from listener.cli.output import complain, emit, say
from listener.wording.figures import counted

if TYPE_CHECKING:
    from listener.actions.importing import Choices, ImportReport
    from listener.config.config import Config
    from storage.records import Actor

SHOWN = 20
REFUSED = ".refused"


Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE…", exists=True, dir_okay=False, help="CSV, NDJSON, or a workbook: XLSX, XLS, XLSB, ODS."
    ),
]
Source = Annotated[str, typer.Option(help="Name that the mentions are seen through.", metavar="NAME")]
Map = Annotated[
    list[str] | None, typer.Option(help="Which column is which: text=Kommentar,date=Datum.", metavar="FIELD=COLUMN")
]
Encoding = Annotated[
    str | None, typer.Option(help="As cp1252 or shift_jis; left out: found, refused in doubt.", metavar="NAME")
]
Member = Annotated[str | None, typer.Option(help="Of a zip archive of several files, the one to read.", metavar="FILE")]
Zone = Annotated[
    str | None, typer.Option(help="Zone of times that do not say theirs; left out: the config's.", metavar="ZONE")
]
Date = Annotated[
    str | None,
    typer.Option(help='When rows without a date were said, or "now"; left out: they are refused.', metavar="DAY"),
]
DayFirst = Annotated[
    bool | None,
    typer.Option("--day-first/--month-first", help="How to read 03/04/2026; left out: as the column shows."),
]


def import_(
    files: Files,
    config: ConfigFile = DEFAULT_CONFIG,
    source: Source = "import",
    map: Map = None,
    encoding: Encoding = None,
    member: Member = None,
    timezone: Zone = None,
    date: Date = None,
    day_first: DayFirst = None,
    who: Who = "somebody",
    json: Json = False,
) -> None:
    """Store mentions from files: this program's own exports, those of Brandwatch, Meltwater and Talkwalker, and tables
    of your own; also packed with gzip or zip.

    Good rows are kept, bad ones are reported by row and written to a file beside the first, to be mended and imported
    again. Imports enter searches and baselines and never alert. Exits with 1 if a row is bad.

    Example: listener import survey.csv --map text=Kommentar,date=Datum --timezone Europe/Berlin
    """
    import asyncio

    from listener.config.loading import load

    loaded = load(config)
    choices = _choices(loaded, map or [], encoding, timezone, date, day_first, member)
    reports = asyncio.run(_import(loaded, files, acting(who), source, choices))
    for file, (report, rest) in zip(files, reports, strict=True):
        _emit(file, report, rest) if json else _print(file, report, rest)
    if not json and loaded.collect.keep == "matches":
        say('Only rows that match a query are stored; keep = "all" below [collect] stores every row.')
    if not json and loaded.classify.enabled and any(report.committed.new for report, _ in reports):
        say("What is new counts at once; what it says is read while the service runs (listener run).")
    if any(report.problems for report, _ in reports):
        raise typer.Exit(FAILED)


def _choices(
    config: Config,
    map: list[str],
    encoding: str | None,
    timezone: str | None,
    date: str | None,
    day_first: bool | None,
    member: str | None,
) -> Choices:
    from listener.actions.importing import Choices
    from storage.clock import WallClock

    try:
        return Choices.said(
            config.zone,
            WallClock().now(),
            map=map,
            encoding=encoding or "",
            member=member or "",
            timezone=timezone or "",
            date=date or "",
            day_first=day_first,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


async def _import(
    config: Config, files: list[Path], actor: Actor, source: str, choices: Choices
) -> list[tuple[ImportReport, str | None]]:
    """Of each file its report, and the words about the file that its refused rows are in."""
    from listener.actions.importing import import_table, refused_rows
    from listener.app import build

    reports = []
    async with build(config) as app:
        for file in files:
            data = file.read_bytes()
            report = await import_table(app, data, actor, source=source, choices=choices)
            rest = await refused_rows(app, data, report, choices)
            reports.append((report, _keep(file, *rest) if rest else None))
    return reports


def _keep(file: Path, text: str, ending: str) -> str:
    """Write refused rows beside their file; what became of that."""
    stem = file.name.partition(".")[0]
    numbers = ("", *(f"-{number}" for number in range(2, 1000)))
    path = next(path for each in numbers if not (path := file.with_name(f"{stem}{REFUSED}{each}{ending}")).exists())
    try:
        path.write_text(text, encoding="utf-8-sig" if ending == ".csv" else "utf-8", newline="")
    except OSError as error:
        return f"the refused rows could not be written to {path} ({error.strerror or error})"
    return f"the refused rows are in {path}: mend them there, and import that file"


def _emit(file: Path, report: ImportReport, rest: str | None) -> None:
    done = report.committed
    counts = {"new": done.new, "known": done.known + done.sightings, "edited": done.edited}
    emit({
        "file": str(file), "rows": report.rows, **counts, "unmatched": report.unmatched, "refused": len(report.refused),
        "timezone": report.zone, "encoding": report.form, "columns_not_read": list(report.unread),
        "notes": [*report.notes, *([rest] if rest else [])], "problems": [str(each) for each in report.problems],
    })  # fmt: skip


def _print(file: Path, report: ImportReport, rest: str | None) -> None:
    done, refused = report.committed, len(report.refused)
    if not report.form:
        say(f"{file}: nothing of it was read")
    else:
        read = counted(report.rows + refused, "row")
        say(f"{file}: {read} read, {_counted(report)}{done.edited} edited, {refused} refused")
        say(f"  read as {report.form}; times that do not say their zone are in {report.zone}")
    if report.unread:
        say(f"  columns that are not read, but kept with each post: {', '.join(report.unread)}")
    if report.made_anew:
        say(f"  columns that are not read, as they are made anew: {', '.join(report.made_anew)}")
    for note in report.notes:
        say(f"  {note}")
    for problem in report.problems[:SHOWN]:
        complain(f"  {problem}")
    if len(report.problems) > SHOWN:
        complain(f"  and {len(report.problems) - SHOWN} more; --json lists them all")
    if rest:
        complain(f"  {rest}")


def _counted(report: ImportReport) -> str:
    done = report.committed
    unmatched = f"{report.unmatched} that no query asks for, " if report.unmatched else ""
    return f"{done.new} new, {done.known + done.sightings} known, {unmatched}"
