"""`listener export`: take what is stored away."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Since, Until, moment
from listener.cli.output import complain


class Format(StrEnum):
    """How it is written."""

    ndjson = "ndjson"
    csv = "csv"


class Profile(StrEnum):
    """Whose header."""

    brandwatch = "brandwatch"
    meltwater = "meltwater"
    talkwalker = "talkwalker"


def export(
    config: ConfigFile = DEFAULT_CONFIG,
    format: Annotated[
        Format, typer.Option(help="ndjson: everything, one object a line; csv: a table.")
    ] = Format.ndjson,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; stdout if left out.")] = None,
    since: Since = None,
    until: Until = None,
    query: Annotated[str | None, typer.Option(help="Only what matches this query.", metavar="NAME")] = None,
    brand: Annotated[str | None, typer.Option(help="Only what is about this brand.", metavar="NAME")] = None,
    profile: Annotated[Profile | None, typer.Option(help="csv: the header of another product.")] = None,
    canonical: Annotated[
        bool, typer.Option("--canonical", help="ndjson: without numbers and processing times, to compare.")
    ] = False,
    columns: Annotated[bool, typer.Option("--columns", help="Print the columns of csv: name, type, meaning.")] = False,
) -> None:
    """Write what is stored, oldest first: NDJSON can be imported again, CSV opens in a spreadsheet.

    CSV is UTF-8 with a byte-order mark, times are ISO 8601 with offset, and text that a spreadsheet would take for a
    formula has an apostrophe before it.

    Example: listener export --format csv --brand Acme --since 30d -o acme.csv
    """
    from listener.cli.opening import reading
    from listener.config.loading import load
    from listener.report.export import Selection, write_csv, write_ndjson
    from listener.report.terms import Terms
    from storage.clock import WallClock

    if columns:
        _print_columns()
        return
    _refuse_mixed(format, profile, canonical)
    loaded, now = load(config, read_queries=False), WallClock().now()
    _refuse_unknown("query", query, [each.name for each in loaded.queries])
    _refuse_unknown("brand", brand, [each.name for each in loaded.brands])
    after, before = moment(since, loaded, now), moment(until, loaded, now)
    terms = Terms.of(loaded.sources)
    selection = Selection(since=after, until=before, query=query, brand=brand, terms=terms)
    with reading(loaded) as store, output.open("wb") if output else nullcontext(sys.stdout.buffer) as out:
        if format is Format.csv:
            count = write_csv(store, selection, out, zone=loaded.zone, now=now, profile=profile)
        else:
            count = write_ndjson(store, selection, out, canonical=canonical)
    if output:
        complain(f"{count:,} mentions written to {output}")


def _print_columns() -> None:
    from listener.cli.output import show
    from listener.report.columns.own import COLUMNS

    show(("column", "type", "meaning"), [(column.name, column.type, column.meaning) for column in COLUMNS])


def _refuse_mixed(format: Format, profile: Profile | None, canonical: bool) -> None:
    if profile and format is not Format.csv:
        raise typer.BadParameter("--profile is for tables; add --format csv")
    if canonical and format is not Format.ndjson:
        raise typer.BadParameter("--canonical is for --format ndjson")


def _refuse_unknown(sort: str, name: str | None, known: list[str]) -> None:
    from listener.config.findings import suggest

    if name is not None and name not in known:
        raise typer.BadParameter(f'there is no {sort} "{name}"; {suggest(name, known)}')
