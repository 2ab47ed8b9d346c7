"""`listener search`: find stored mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.found import show_found
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Since, Until, moment
from listener.cli.output import complain, emit, say

if TYPE_CHECKING:
    from datetime import tzinfo

    from listener.trials.search import SearchResult


def search(
    expression: Annotated[str, typer.Argument(metavar="EXPR", help="In the language of the queries.")],
    config: ConfigFile = DEFAULT_CONFIG,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Most mentions to show.")] = 20,
    json: Json = False,
) -> None:
    """Show stored mentions that satisfy an expression, newest first, the matching words marked.

    The number that a mention begins with is its id, for `listener teach mention` and others.

    Example: listener search '"acme cola" AND (recall OR sick*)' --since 7d
    """
    from listener.cli.opening import reading
    from listener.config.loading import load
    from listener.trials.search import search as find
    from storage.clock import WallClock

    loaded, now = load(config, read_queries=False), WallClock().now()
    after, before = moment(since, loaded, now), moment(until, loaded, now)
    with reading(loaded) as store:
        answer = find(store, expression, lists=loaded.lists, since=after, until=before, limit=limit)
    _emit(answer) if json else _print(answer, loaded.zone)
    if not answer.complete:
        complain(f"only the newest {answer.read:,} candidates were read; narrow the search with --since and --until")


def _emit(answer: SearchResult) -> None:
    from listener.exports.ndjson import row

    for found in answer.found:
        emit({**row(found.stored), "spans": [list(span) for span in found.spans]})


def _print(answer: SearchResult, zone: tzinfo) -> None:
    show_found(answer.found, zone)
    if not answer.found:
        say("Nothing found.")
