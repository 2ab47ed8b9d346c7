"""What the commands of `listener crisis` share: the crisis they mean, who acts, and how a step is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.opening import ask
from listener.cli.options import acting
from listener.cli.output import emit, say

if TYPE_CHECKING:
    from datetime import datetime

    from storage.records import Response, Who

Id = Annotated[int, typer.Argument(metavar="ID", help="Number of the crisis: that of its incident.")]
Severity = Annotated[int, typer.Option("--severity", min=1, max=3, help="1 is the highest.")]

Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Words for a variable of a statement.", metavar="NAME=WORDS")
]


def variables(settings: list[str] | None) -> dict[str, str]:
    """What `--set` gave."""
    return dict(_setting(text) for text in settings or ())


def _setting(text: str) -> tuple[str, str]:
    name, equals, words = text.partition("=")
    if not (equals and name.isidentifier() and words.strip()):
        raise typer.BadParameter(f'"{text}" sets no variable; write --set product="Cola 0.5 l"')
    return name, words.strip()


def take_step(
    config: Path,
    id: int,
    who: str,
    step: Callable[[Response, datetime], Response],
    *,
    tell: Sequence[str] | None = None,
    json: bool = False,
) -> Response:
    """Change a crisis record, and say what is in it now; `tell` gets the update that it posts."""
    from listener.actions import crises

    meant = [_meant(text) for text in tell or ()]
    after: Response = ask(config, lambda app: crises.change(app, id, acting(who), step, meant))
    changed(after, json)
    return after


def _meant(text: str) -> Who:
    from storage.records import Who

    try:
        return Who.parse(text)
    except ValueError as error:
        raise typer.BadParameter(f'"{text}" {error}') from None


def changed(response: Response, json: bool) -> None:
    """The last line of the timeline, what is due, and at the end what is not done."""
    from dataclasses import asdict

    from listener.crisis.screen import left_open, state
    from storage.clock import WallClock

    if json:
        emit(asdict(response))
        return
    last = response.timeline[-1]
    drill = "DRILL, " if response.drill else ""
    say(f"{drill}crisis {response.incident_id}, severity {response.severity}, {response.phase}: {last.what}")
    say(state(response, WallClock().now()))
    if last.kind in {"resolved", "closed"} and (left := left_open(response)):
        say("\n".join(left))
