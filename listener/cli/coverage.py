"""`listener coverage`: how much could be seen of each source, and when it was blind."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Since, moment
from listener.cli.output import emit, say, show
from listener.wording.figures import per_cent

if TYPE_CHECKING:
    from listener.health.coverage import Coverage

USUAL = timedelta(days=7)
SHOWN = 3


def coverage(since: Since = None, config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show how much could be seen of each source: blind is not zero.

    Of the last seven days unless --since says otherwise: the state now, which part of the time it was blind or partial,
    its newest post, new posts an hour and what is usual, the delay from a post to its collection, and why it was blind.
    A source that answers and is silent against its own habit is told.

    Example: listener coverage --since 30d --json
    """
    from listener.cli.opening import reading, whole
    from listener.health.coverage import coverage as told
    from storage.clock import WallClock

    loaded, now = whole(config), WallClock().now()
    begin = moment(since, loaded, now) or now - USUAL
    every = {source.name: source.every for source in loaded.sources if source.enabled}
    with reading(loaded) as store:
        found = told(store.coverage(datetime(1970, 1, 1, tzinfo=UTC)), every, begin, now)
    found = [each for each in found if each.stretches]
    if json:
        for each in found:
            emit(_plain(each))
        return
    if not found:
        say("no source has been asked in that time")
        return
    show(
        ("source", "now", "blind", "partial", "newest", "an hour", "usual", "delay"),
        [_row(each, now) for each in found],
    )
    for each in found:
        _explain(each, loaded.zone)


def _row(each: Coverage, now: datetime) -> tuple[str, ...]:
    from listener.wording.durations import ago

    return (
        each.source,
        "silent" if each.silent_since else each.stretches[-1].sight,
        per_cent(each.blind, 1),
        per_cent(each.share("partial"), 1),
        ago(each.newest, now),
        "-" if each.hourly is None else f"{each.hourly:.1f}",
        "-" if each.usual is None else f"{each.usual:.1f}",
        "-" if each.delay is None else f"{each.delay / 60:.0f} min",
    )


def _explain(each: Coverage, zone: tzinfo) -> None:
    """When and why it was not all there, the newest first."""
    from listener.wording.moments import full_stamp

    if each.silent_since:
        said = "answers, and has shown nothing new since then; that is not its habit: look at it in a browser"
        say(f"{each.source}, {full_stamp(each.silent_since, zone)}: {said}")
    troubles = [stretch for stretch in each.stretches if stretch.sight not in ("ok", "empty")]
    for stretch in troubles[: -SHOWN - 1 : -1]:
        times = f"{full_stamp(stretch.since, zone)} to {full_stamp(stretch.until, zone)}"
        say(f"{each.source}, {times}: {stretch.sight}" + (f": {stretch.why}" if stretch.why else ""))
    if len(troubles) > SHOWN:
        say(f"{each.source}: and {len(troubles) - SHOWN} stretches before; --json tells all")


def _plain(each: Coverage) -> dict[str, Any]:
    return {**asdict(each), "blind": each.blind, "partial": each.share("partial")}
