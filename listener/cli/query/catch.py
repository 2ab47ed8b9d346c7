"""`listener query test`: what a query would catch of what is stored."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.found import show_found
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Until, moment
from listener.cli.output import complain, emit, say, show
from listener.wording.figures import counted
from listener.wording.moments import day, full_stamp, stamp

if TYPE_CHECKING:
    from pathlib import Path

    from listener.config.config import Config
    from listener.trials.catch import Catch
    from storage.records import Query

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="A configured query.")]
Expr = Annotated[str | None, typer.Option("--expr", metavar="EXPR", help="An expression, instead of NAME.")]
Back = Annotated[str, typer.Option("--since", metavar="TIME", help='What was said since then: "7d", "2026-03-01".')]

_WIDEST = 40


def trial(
    name: Name = None,
    expr: Expr = None,
    since: Back = "7d",
    until: Until = None,
    limit: Annotated[int, typer.Option(min=0, max=10_000, help="Most of the newest hits to show.")] = 10,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Show what a query would catch of what is stored: how many a day, how many to expect, and the newest.

    The expression is read from the configuration as it is now, or given by --expr.

    Example: listener query test acme --since 7d
    """
    from listener.cli.opening import reading
    from listener.trials.catch import catch

    loaded, query, start, end = opened(config, name, expr, since, until)
    with reading(loaded) as store:
        caught = catch(store, query, loaded.lists, since=start, until=end, newest=limit)
    _emit(caught, query, loaded) if json else _print(caught, query, loaded)
    if caught.complete and caught.since > start and not json:
        complain(f"nothing older than {stamp(caught.since, loaded.zone)} is stored: days before that are left out")
    complain_of_limit(caught, loaded.zone)


def opened(
    config: Path, name: str | None, expr: str | None, since: str, until: str | None
) -> tuple[Config, Query, datetime, datetime]:
    """The configuration, the query asked for, and the stretch of time; a usage error where they make no sense."""
    from listener.config.loading import load
    from storage.clock import WallClock

    loaded, now = load(config, read_queries=False), WallClock().now()
    start, end = moment(since, loaded, now), moment(until, loaded, now) or now
    if start is None or start >= end:
        raise typer.BadParameter("--since must be before --until, and before now")
    return loaded, _asked(loaded, name, expr), start, end


def complain_of_limit(caught: Catch, zone: tzinfo) -> None:
    """Say so where there was too much to read."""
    if not caught.complete:
        complain(f"only the newest {caught.read:,} candidates were read, back to {full_stamp(caught.since, zone)}")


def _asked(config: Config, name: str | None, expr: str | None) -> Query:
    from listener.config.findings import suggest
    from storage.records import Query

    if (name is None) == (expr is None):
        raise typer.BadParameter('name a configured query, or give an expression: --expr "acme NOT juice"')
    if expr is not None:
        return Query(name="", brand="", expression=expr)
    known = {query.name: query for query in config.queries}
    if name not in known:
        raise typer.BadParameter(f'there is no query "{name}"; {suggest(str(name), known)}')
    return known[name]


def _emit(caught: Catch, query: Query, config: Config) -> None:
    from listener.exports.ndjson import row

    forecast = caught.forecast()
    emit({
        "query": query.name or None,
        "expression": query.expression,
        "since": caught.since,
        "until": caught.until,
        "read": caught.read,
        "complete": caught.complete,
        "hits": len(caught.ids),
        "days": [{"day": str(day), "hits": count} for day, count in caught.days(config.zone)],
        "forecast": {"daily": forecast.daily, "low": forecast.low, "high": forecast.high} if forecast else None,
        "newest": [{**row(each.stored), "spans": [list(span) for span in each.spans]} for each in caught.newest],
    })  # fmt: skip


def _print(caught: Catch, query: Query, config: Config) -> None:
    days, forecast = caught.days(config.zone), caught.forecast()
    most = max(count for _, count in days)
    bars = ["█" * -(-count * _WIDEST // most) if most else "" for _, count in days]
    begun = stamp(caught.since, config.zone)
    say(f"{query.name or query.expression}: {counted(len(caught.ids), 'hit')} since {begun}")
    if forecast:
        expected = f"{forecast.daily:,.1f} a day, {forecast.daily * 30:,.0f} in 30 days"
        say(f"Expect {expected}; nine days of ten between {forecast.low:,} and {forecast.high:,}.")
    if config.collect.keep == "matches":
        say("Only what matched a query when it arrived is stored: one that asks for more will catch more than this.")
    say("")
    show(
        ("day", "hits", ""),
        [(day(date), f"{count:,}", bar) for (date, count), bar in zip(days, bars, strict=True)],
    )
    say("")
    show_found(caught.newest, config.zone)
