"""`listener report`: make a report now, list them, check one that was made, decide about one that waits."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from listener.cli.exits import FAILED
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Since, Until, moment
from listener.cli.output import complain, emit, say, show
from listener.cli.report import deciding

if TYPE_CHECKING:
    from datetime import datetime

    from listener.config.config import Config
    from listener.config.reports import ReportSection
    from listener.reports.document import Report
    from listener.reports.verify import Verdict


class Reports(TyperGroup):
    """Whoever names a report means to make it: `listener report weekly`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        known = {*self.commands, "--help", "-h"}
        return super().resolve_command(ctx, args if args and args[0] in known else ["make", *args])


app = typer.Typer(cls=Reports, help="Reports: make, list, send and check them.", no_args_is_help=True)
app.command("waiting", short_help="Reports that somebody has to look at before they go out.")(deciding.waiting)
app.command("approve", short_help="Send a report that waits.")(deciding.approve)
app.command("reject", short_help="Keep a report that waits back.")(deciding.reject)


@app.command("make", short_help="Make a report: of [[reports]], or a type as weekly.")
def make(
    name: Annotated[str, typer.Argument(help="Name in [[reports]], or a type: weekly, monthly, compare, …")],
    config: ConfigFile = DEFAULT_CONFIG,
    since: Since = None,
    until: Until = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="FILE.html, .pdf, .xlsx or .json; left out: a name of its own."),
    ] = None,
    incident: Annotated[int | None, typer.Option(help="crisis: which; left out: the last.", metavar="ID")] = None,
) -> None:
    """Make a report of the last whole week, or of another time, and write it to a file.

    The word `make` may be left out. Of a report that is made again from the same posts only the date differs.

    Example: listener report make weekly --since 2026-03-02 --until 2026-03-09 -o week.pdf
    """
    from listener.cli.opening import whole
    from listener.exports.files import replacing
    from listener.reports.files import ending, rendered
    from storage.clock import WallClock

    loaded, now = whole(config), WallClock().now()
    section = _section(loaded, name)
    after, before = moment(since, loaded, now), moment(until, loaded, now)
    report = _composed(loaded, section, now, after, before, incident)
    path = output or Path(f"{section.name}-{report.since:%Y-%m-%d}.{section.formats[0]}".replace("/", "-"))
    content, notes = rendered(report, ending(path), section.paper)
    with replacing(path) as out:
        out.write(content)
    for note in notes:
        complain(note)
    complain(f"{report.label}, {report.period}: {len(report.records):,} numbers written to {path}")


def _composed(
    loaded: Config,
    section: ReportSection,
    now: datetime,
    since: datetime | None,
    until: datetime | None,
    incident: int | None,
) -> Report:
    from listener.cli.opening import reading
    from listener.exports.terms import Terms
    from listener.reports.compose import compose
    from listener.reports.plan import asked, crisis_time, latest_crisis

    with reading(loaded) as store:
        if section.type == "crisis" and incident is None:
            incident = latest_crisis(store)
        if incident is not None and not (since or until):
            since, until = crisis_time(store, incident) or (None, None)
        terms = Terms.known(store, loaded.sources)
        return compose(store, asked(loaded, section, terms, now, since=since, until=until, incident=incident))


@app.command("list", short_help="The reports of the configuration, and when they are due.")
def list_(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show every report of [[reports]], and those that were made on pages.

    Example: listener report list
    """
    from listener.cli.opening import whole

    loaded = whole(config)
    if json:
        for each in loaded.reports:
            emit(each.model_dump(mode="json"))
        return
    rows = [
        (each.name, each.type, each.due, ", ".join(each.to) or "nobody", ", ".join(each.formats))
        for each in loaded.reports
    ]
    if rows:
        show(("report", "type", "when", "to", "formats"), rows)
    else:
        say(
            "No report is sent by itself; order one on the page Reports or below [[reports]], or make one now: "
            "listener report weekly"
        )


@app.command("verify", short_help="Whether a report's numbers are still those of the store.")
def verify(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A report in any of its formats.", metavar="FILE")
    ],
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Count everything again from what is stored now, and name the numbers that are others, and why.

    Posts that arrived late, were edited, deleted or corrected change what is counted; a metric that has another
    definition now is named with both. Exits with 1 if a number changed.

    Example: listener report verify week.html
    """
    from listener.cli.opening import reading
    from listener.config.loading import load
    from listener.reports.carried import carried
    from listener.reports.verify import verify as check
    from listener.wording.moments import full_stamp

    loaded = load(config, read_queries=False)
    found = carried(file.read_bytes())
    with reading(loaded) as store:
        verdict = check(store, found, loaded.lists)
    if json:
        changed = [
            {"id": each.id, "then": str(each.then or ""), "now": str(each.now or "")} for each in verdict.changed
        ]
        told = {"made_at": verdict.made_at, "version": verdict.version, "same": verdict.same, "changed": changed}
        emit({**told, "redefined": [asdict(each) for each in verdict.redefined], "why": list(verdict.why)})
    else:
        _tell(verdict, full_stamp(verdict.made_at, loaded.zone))
    if verdict.changed:
        raise typer.Exit(FAILED)


def _tell(verdict: Verdict, made: str) -> None:
    say(f"{verdict.same:,} numbers are as they were made {made}, {len(verdict.changed):,} are not.")
    if verdict.changed:
        show(("number", "then", "now"), [(each.id, *each.shown) for each in verdict.changed])
    for each in verdict.redefined:
        by = f"version {verdict.version}" if verdict.version else "the version"
        say(f"“{each.metric}” is defined otherwise since {by} made the report; of its numbers {each.changed:,} differ.")
        say(f"  then: {each.then}")
        say(f"  now: {each.now or 'there is no such number any more'}")
    for why in verdict.why:
        say(f"Of the posts, {why}.")


def _section(config: Config, name: str) -> ReportSection:
    """That of the configuration, else a plain one of a type. A wrong name is a usage error."""
    from typing import get_args

    from listener.config.findings import suggest
    from listener.config.reports import ReportSection, ReportType

    found = next((each for each in config.reports if each.name == name), None)
    if found:
        return found
    types = get_args(ReportType)
    if name in types:
        return ReportSection.model_validate({"name": name, "type": name})
    known = [*(each.name for each in config.reports), *types]
    raise typer.BadParameter(f'there is no report "{name}"; {suggest(name, known)}')
