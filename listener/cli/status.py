"""`listener status`: how everything is doing."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import tzinfo
from typing import TYPE_CHECKING

import typer

from listener.cli.exits import FAILED
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import emit, say, show
from listener.wording.durations import ago
from listener.wording.moments import localised

if TYPE_CHECKING:
    from datetime import datetime

    from listener.status import Status
    from storage.records import SourceState


def status(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """The service, sources and their health, what waits, open incidents, messages that did not go out.

    Exits with 1 if something needs a person, and where the service that ran on this store runs no more.

    Example: listener status --json
    """
    from listener.cli.opening import reading
    from listener.config.loading import load
    from listener.status import status as present
    from storage.clock import WallClock

    loaded = load(config, read_queries=False)
    with reading(loaded) as store:
        found = present(store, loaded, WallClock().now())
    if json:
        emit(_plain(found, loaded.base_url))
    else:
        _print(found, loaded.zone)
    if not found.healthy:
        raise typer.Exit(FAILED)


def _plain(found: Status, base_url: str | None) -> dict[str, object]:
    from listener.exports.incidents import outline

    return {
        "at": found.at,
        "status": found.word,
        "healthy": found.healthy,
        "troubles": [trouble.what for trouble in found.troubles],
        "service": found.service and {"at": found.service.at, "started_at": found.service.started_at},
        "totals": dict(found.totals),
        "sources": [_source(state, found.at) for state in found.sources],
        "blind": {
            brand: [{name: getattr(each, name) for name in ("source", "since", "share")} for each in those]
            for brand, those in found.blind.items()
        },
        "incidents": [outline(each, base_url) for each in found.incidents],
        "put_aside": [
            {"source": each.source, "id": each.native_id, "at": each.at, "reason": each.reason} for each in found.aside
        ],
        "pending": len(found.pending),
        "failed": len(found.failed),
    }


def _source(state: SourceState, now: datetime) -> dict[str, object]:
    """Of its cursor only what is used of a quota or a budget."""
    from sources.apis.usage import usages

    told = {name: value for name, value in asdict(state).items() if name != "cursor"}
    return {**told, "usage": [asdict(each) for each in usages(state.cursor, now)]}


def _print(found: Status, zone: tzinfo) -> None:
    from listener.metrics.totals import TOTALS
    from rules.wording.unseen import cannot_be_read

    if found.service is None:
        say("no service has run on this store yet")
    else:
        begun, last = ago(found.service.started_at, found.at), ago(found.service.at, found.at)
        say(f"service: started {begun} ago, last sign of life {last} ago")
    say(", ".join(f"{found.totals[name]:,} {metric.name}" for name, metric in TOTALS.items()))
    rows = [
        (
            state.name,
            state.health,
            str(state.items),
            str(state.new),
            ago(state.last_success_at, found.at),
            ago(state.next_due_at, found.at),
            localised(state.last_error or "", zone, found.at, named=True),
        )
        for state in found.sources
    ]
    show(("source", "state", "items", "new", "read", "next", "error"), rows)
    _print_usage(found, zone)
    _print_aside(found)
    for incident in found.incidents:
        title = localised(incident.title, zone, incident.opened_at, named=True)
        drill = "DRILL, " if incident.drill else ""
        say(f"{drill}incident {incident.id}, severity {incident.severity}, {incident.state}: {title}")
    for brand, those in found.blind.items():
        say(localised(f"{brand} is seen in part: {cannot_be_read(those)}", zone, found.at, named=True))
    for trouble in found.troubles:
        say(localised(f"! {trouble.what}", zone, found.at, named=True))


def _print_usage(found: Status, zone: tzinfo) -> None:
    """What is used of quotas and budgets."""
    from listener.wording.usage import said
    from sources.apis.usage import usages

    for state in found.sources:
        for each in usages(state.cursor, found.at):
            say(f"{state.name}: {said(each, zone)}")


def _print_aside(found: Status) -> None:
    """Of each source how much, and the newest reason."""
    waiting = [each for each in found.aside if not each.dismissed]
    newest = {each.source: each for each in reversed(waiting)}
    counts = Counter(each.source for each in waiting)
    for source, each in sorted(newest.items()):
        say(f"{source}: {counts[source]} put aside; {each.native_id}: {each.reason}")
    if newest:
        say("see them with: listener sources aside; then: listener sources retry, or dismiss")
