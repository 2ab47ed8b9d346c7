"""`listener oncall`: whose turn is it?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import emit, say, show
from listener.wording.moments import clock, day

if TYPE_CHECKING:
    from listener.config.config import Config
    from rules.alerting.people import Rotation


def oncall(
    rotation: Annotated[str, typer.Argument(metavar="[ROTATION]", help="Only this rotation.", show_default=False)] = "",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Say who is on call now, until when, who is next, and how they are reached.

    Example: listener oncall first-line
    """
    from listener.config.loading import load
    from storage.clock import WallClock

    loaded, now = load(config, read_queries=False), WallClock().now()
    rows = [_row(loaded, each, now) for each in _wanted(loaded, rotation)]
    if json:
        for row in rows:
            emit(row)
    elif rows:
        show(
            ("rotation", "on call", "until", "next", "reached by"),
            [[_cell(value, loaded) for value in row.values()] for row in rows],
        )
    else:
        say("nobody is on call: there are no [[rotations]] in the configuration")


def _wanted(config: Config, name: str) -> list[Rotation]:
    from listener.config.findings import suggest
    from storage.errors import ListenerError

    if not name:
        return list(config.rotations)
    found = [each for each in config.rotations if each.name == name]
    if not found:
        known = [each.name for each in config.rotations]
        hint = suggest(name, known) or f"there are: {', '.join(known) or 'none'}"
        raise ListenerError(f'there is no rotation "{name}"; {hint}')
    return found


def _row(config: Config, rotation: Rotation, now: datetime) -> dict[str, object]:
    from listener.messages.recipients import recipients
    from rules.alerting.oncall import on_call, turn
    from storage.records import Who

    found = turn(rotation, config.zone, now)
    ways = recipients(config, Who.person(found.person), now)
    return {
        "rotation": rotation.name,
        "on_call": found.person,
        "until": found.until,
        "next": on_call(rotation, config.zone, found.until) if found.until else None,
        "reached_by": [", ".join(way.to) or way.target for way in ways],
    }


def _cell(value: object, config: Config) -> str:
    if isinstance(value, datetime):
        return f"{day(value.astimezone(config.zone))} {clock(value, config.zone)}"
    if isinstance(value, list):
        return ", ".join(value) or "nothing: no working channel"
    return str(value or "-")
