"""`listener silences`: hold alerts back for a while, with a name and a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from listener.cli.opening import ask, zone_of
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting, ahead
from listener.cli.output import emit, say, show
from listener.wording.moments import full_stamp, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from listener.app import App
    from storage.records import Silence

app = typer.Typer(help="Hold alerts back for a while.", no_args_is_help=True)

T = TypeVar("T")


Labels = Annotated[
    list[str] | None,
    typer.Option(help="What an alert must have: rule, severity, scope, brand or query.", metavar="LABEL=VALUE"),
]
Length = Annotated[
    str, typer.Option("--for", help='How long: "2h", "3d"; or until when: "2026-03-01T18:00".', metavar="TIME")
]
Begins = Annotated[
    str | None, typer.Option("--from", help='When it begins: "2026-03-01T08:00", "2h"; left out: now.', metavar="TIME")
]
Reason = Annotated[str, typer.Option(help="Why, for those who wonder.")]
Really = Annotated[bool, typer.Option("--really", help="Alerts of severity 1 too.")]


@app.command()
def add(
    match: Labels = None,
    length: Length = "2h",
    since: Begins = None,
    reason: Reason = "",
    who: Name = "somebody",
    really: Really = False,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Hold back alerts that match all labels; one label with several values matches any of them.

    They open no incident, but are written down. What still goes on at the end is told then; single posts are not.
    An incident that is open already says and pages nothing while all of its alerts are silenced.

    Example: listener silences add --match brand=Acme --match severity=3 --for 2h --reason "product launch" --who Mia
    """
    from listener.actions import silences as silence
    from storage.errors import ListenerError
    from storage.records import Silence

    async def begin(running: App) -> Silence:
        now = running.clock.now()
        starts_at = ahead(since, running.config, now) if since else now
        draft = Silence(
            match=_match(match or ()),
            who=who,
            reason=reason,
            starts_at=starts_at,
            ends_at=ahead(length, running.config, starts_at),
        )
        try:
            return await silence.begin(running, draft, acting(who), really=really)
        except ListenerError as error:
            raise typer.BadParameter(str(error)) from None

    _show(ask(config, begin), json, "holds back", config)


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show the silences that have not ended, and how many alerts each has held back.

    Example: listener silences list
    """
    from listener.cli.opening import reading
    from listener.config.loading import load
    from storage.clock import WallClock

    now = WallClock().now()
    loaded = load(config, read_queries=False)
    with reading(loaded) as store:
        silences = store.silences(now)
        alerts = store.held_back([one.id or 0 for one in silences])
        found = [(one, alerts[one.id or 0]) for one in silences]
    if json:
        for one, held in found:
            emit(_plain(one, held))
    else:
        _print(found, now, loaded.zone)


@app.command()
def end(
    id: Annotated[int, typer.Argument(metavar="ID", help="Number of the silence.")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """End a silence now; what goes on is told at the next evaluation.

    Example: listener silences end 2 --who Mia
    """
    from listener.actions import silences as silence

    _show(ask(config, lambda running: silence.end(running, id, acting(who))), json, "no longer holds back", config)


def _match(words: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    wanted: dict[str, tuple[str, ...]] = {}
    for word in words:
        label, equals, value = word.partition("=")
        if not (label and equals and value):
            raise typer.BadParameter(f'"{word}" is no label with its value; write it as brand=Acme')
        wanted[label] = (*wanted.get(label, ()), value)
    return wanted


def _print(found: Sequence[tuple[Silence, int]], now: datetime, zone: tzinfo) -> None:
    from listener.actions.silences import described

    rows = [
        (
            str(one.id),
            described(one),
            stamp(one.ends_at, zone) if one.starts_at <= now else f"begins {stamp(one.starts_at, zone)}",
            str(held),
            one.who,
            one.reason,
        )
        for one, held in found
    ]
    show(("id", "holds back", f"until ({zone})", "alerts", "who", "why"), rows)


def _show(one: Silence, json: bool, does: str, config: Path) -> None:
    from listener.actions.silences import described

    if json:
        emit(_plain(one, 0))
        return
    until = f" until {full_stamp(one.ends_at, zone_of(config))}" if does == "holds back" else ""
    say(f"silence {one.id} {does} {described(one)}{until}")


def _plain(one: Silence, held: int) -> dict[str, object]:
    shown = {name: getattr(one, name) for name in ("id", "who", "reason", "starts_at", "ends_at")}
    return {**shown, "match": dict(one.match), "alerts": held}
