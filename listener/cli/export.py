"""`listener export`: take what is stored away."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Since, Until, moment
from listener.cli.output import complain
from listener.wording.figures import counted

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from listener.config.config import Config
    from listener.exports.selection import Selection
    from listener.exports.unread import Unread
    from rules.query import Filter


class Format(StrEnum):
    """How it is written."""

    ndjson = "ndjson"
    json = "json"
    csv = "csv"
    xlsx = "xlsx"
    parquet = "parquet"


class Profile(StrEnum):
    """Whose header."""

    brandwatch = "brandwatch"
    meltwater = "meltwater"
    talkwalker = "talkwalker"


_OBJECTS = (Format.ndjson, Format.json)
_BINARY = (Format.xlsx, Format.parquet)


Shape = Annotated[
    Format | None,
    typer.Option(
        help="ndjson, json: everything, an object a mention; csv, xlsx, parquet: a table. "
        "Left out: as the file's name ends, else ndjson."
    ),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write; stdout if left out.")]
Query = Annotated[str | None, typer.Option(help="Only what matches this query.", metavar="NAME")]
Brand = Annotated[str | None, typer.Option(help="Only what is about this brand.", metavar="NAME")]
Where = Annotated[
    str | None, typer.Option(help="Only what satisfies this, in the language of the queries.", metavar="EXPR")
]
Header = Annotated[Profile | None, typer.Option(help="Tables: the header of another product.")]
Canonical = Annotated[
    bool, typer.Option("--canonical", help="ndjson: without numbers and processing times, to compare.")
]
Columns = Annotated[bool, typer.Option("--columns", help="Print the columns of tables: name, type, meaning.")]


def export(
    config: ConfigFile = DEFAULT_CONFIG,
    format: Shape = None,
    output: Output = None,
    since: Since = None,
    until: Until = None,
    query: Query = None,
    brand: Brand = None,
    where: Where = None,
    profile: Header = None,
    canonical: Canonical = False,
    columns: Columns = False,
) -> None:
    """Write what is stored, oldest first: JSON can be imported again, tables open in spreadsheets and notebooks.

    CSV is UTF-8 with a byte-order mark, times are ISO 8601 with offset, and text that a spreadsheet would take for a
    formula has an apostrophe before it. A workbook (xlsx) has numbers, dates and texts as such, ids whole; Parquet
    needs the package of `listener[parquet]`. A file appears when it is complete; one that was there is kept until then.
    Which sources could not be read in that time is told: in a workbook on its last sheet, in Parquet under `unread` of
    its metadata, beside other files in FILE.unread.json.

    Example: listener export --brand Acme --since 30d --where 'tone:negative' -o acme.xlsx
    """
    from listener.config.loading import load
    from listener.exports.unread import write_beside
    from storage.clock import WallClock

    if columns:
        _print_columns()
        return
    chosen = format or _by_name(output)
    _refuse_mixed(chosen, profile, canonical, output)
    loaded, now = load(config, read_queries=False), WallClock().now()
    selection = _selection(loaded, query, brand, moment(since, loaded, now), moment(until, loaded, now), where)
    count, missing = _export(loaded, selection, now, output, chosen, profile, canonical=canonical)
    beside = write_beside(output, missing) if output and chosen not in _BINARY else None
    if output:
        complain(f"{counted(count, 'mention')} written to {output}")
    if missing.sentence:
        complain(missing.sentence + (f" When, stands in {beside}." if beside else ""))


def _selection(
    loaded: Config,
    query: str | None,
    brand: str | None,
    since: datetime | None,
    until: datetime | None,
    where: str | None,
) -> Selection:
    from listener.exports.selection import Selection

    _refuse_unknown("query", query, [each.name for each in loaded.queries])
    _refuse_unknown("brand", brand, [each.name for each in loaded.brands])
    return Selection(since=since, until=until, query=query, brand=brand, where=_filter(where, loaded))


def _export(
    loaded: Config,
    selection: Selection,
    now: datetime,
    output: Path | None,
    format: Format,
    profile: Profile | None,
    *,
    canonical: bool,
) -> tuple[int, Unread]:
    """How many mentions were written, and what could not be read in their time."""
    from listener.cli.opening import reading
    from listener.cli.progress import through_time
    from listener.exports.export import Table, write_json, write_ndjson, write_table
    from listener.exports.terms import Terms
    from listener.exports.unread import unread

    with reading(loaded) as store, _opened(output) as out, through_time(selection.until or now) as watch:
        whole = replace(selection, terms=Terms.known(store, loaded.sources))
        missing = unread(store, whole, now)
        match format:
            case Format.ndjson:
                count = write_ndjson(store, whole, out, canonical=canonical, watch=watch)
            case Format.json:
                count = write_json(store, whole, out, watch=watch)
            case _:
                table: Table = format.value  # type: ignore[assignment]  # the others are written above
                count = write_table(
                    store,
                    whole,
                    out,
                    format=table,
                    zone=loaded.zone,
                    now=now,
                    profile=profile,
                    watch=watch,
                    unread=missing,
                )
    return count, missing


def _by_name(output: Path | None) -> Format:
    ending = output.suffix.lower().removeprefix(".") if output else ""
    return Format(ending) if ending in Format.__members__ else Format.ndjson


def _opened(output: Path | None) -> AbstractContextManager[BinaryIO]:
    from listener.exports.files import replacing

    return replacing(output) if output else nullcontext(sys.stdout.buffer)


def _filter(where: str | None, config: Config) -> Filter | None:
    from rules.query import Filter

    return Filter(where, config.lists) if where is not None else None


def _print_columns() -> None:
    from listener.cli.output import show
    from listener.exports.columns.own import COLUMNS

    show(("column", "type", "meaning"), [(column.name, column.type, column.meaning) for column in COLUMNS])


def _refuse_mixed(format: Format, profile: Profile | None, canonical: bool, output: Path | None) -> None:
    if profile and format in _OBJECTS:
        raise typer.BadParameter("--profile is for tables; add --format csv, xlsx or parquet")
    if canonical and format is not Format.ndjson:
        raise typer.BadParameter("--canonical is for --format ndjson")
    if format in _BINARY and not output and sys.stdout.isatty():
        raise typer.BadParameter(f"--format {format} is no text for a terminal; name a file: -o mentions.{format}")


def _refuse_unknown(sort: str, name: str | None, known: list[str]) -> None:
    from listener.config.findings import suggest

    if name is not None and name not in known:
        raise typer.BadParameter(f'there is no {sort} "{name}"; {suggest(name, known)}')
