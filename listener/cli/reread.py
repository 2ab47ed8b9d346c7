"""`listener reread`: have stored mentions read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Since, Until, moment
from listener.cli.output import emit, say
from listener.cli.progress import through_time

if TYPE_CHECKING:
    from storage.records import StoredMention


def reread(
    config: ConfigFile = DEFAULT_CONFIG,
    since: Since = None,
    until: Until = None,
    all: Annotated[bool, typer.Option("--all", help="Those that were read, too.")] = False,
    json: Json = False,
) -> None:
    """Read stored mentions again with the present models: those left unread for their language, or with --all every
    one that was read.

    A reading says which model made it and stays as it is until this is asked for, whatever models come with a new
    version. Corrections stay, numbers follow, and no rule fires about the past. The service may go on meanwhile; what
    was read before an interruption stays read again.

    Example: listener reread --since 30d
    """
    from listener.actions import rereading
    from listener.cli.opening import reading
    from listener.config.loading import load
    from storage.clock import WallClock

    loaded, clock = load(config, read_queries=False), WallClock()
    after, before = moment(since, loaded, clock.now()), moment(until, loaded, clock.now())
    wanted = rereading.was_read if all else rereading.unread
    with reading(loaded, "write") as store, through_time(before or clock.now()) as watch:
        chosen = filter(wanted, watched(store.export(since=after, until=before), watch))
        models = rereading.reread(store, chosen, rereading.reader(loaded), clock)
        waiting = store.totals()["waiting"]
    if json:
        emit({"read_again": models.total(), "models": dict(models)})
        return
    say(f"{models.total():,} stored mentions were read again")
    for name, count in models.most_common():
        say(f"  {count:,} by {name}")
    if waiting:
        say(f"{waiting:,} wait to be read for the first time, which `listener run` does, as they may be news")


def watched(found: Iterable[StoredMention], watch: Callable[[StoredMention], None]) -> Iterator[StoredMention]:
    """The same mentions, each told of as it passes."""
    for each in found:
        watch(each)
        yield each
