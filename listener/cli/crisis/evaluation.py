"""`listener crisis action`, `close` and `debrief`: what is learned from a crisis."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.crisis.steps import Id, take_step
from listener.cli.opening import ask
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name
from listener.cli.output import complain, emit, say

if TYPE_CHECKING:
    from listener.app import App
    from listener.crisis.debrief import Debrief


def action(
    id: Id,
    text: Annotated[str | None, typer.Argument(help="What must change.")] = None,
    owner: Annotated[str, typer.Option(help="Who sees to it.", metavar="NAME")] = "",
    done: Annotated[int | None, typer.Option(help="Number of an action that is done.", metavar="N")] = None,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Write down what must change and who sees to it, or that it is done.

    Example: listener crisis action 3 "A second supplier for the cable" --owner Bo
    """
    from rules.response import steps

    if done is not None:
        take_step(config, id, who, lambda crisis, now: steps.finish_action(crisis, done, who, now), json=json)
        return
    if text is None:
        raise typer.BadParameter("write what must change, or --done and the number of an action")
    take_step(config, id, who, lambda crisis, now: steps.act(crisis, text, owner, who, now), json=json)


def close(id: Id, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Say that the evaluation is finished; the record then stays as it is.

    Example: listener crisis close 3 --who Mia
    """
    from rules.response import steps

    take_step(config, id, who, lambda crisis, now: steps.close(crisis, who, now), json=json)


def debrief(
    id: Id,
    file: Annotated[Path | None, typer.Option("--markdown", help="Write it to this file.", metavar="FILE")] = None,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Evaluate a crisis: times, peak, reach, what drove it, what was missed, what was said, actions; as Markdown.

    Example: listener crisis debrief 3 --markdown debrief.md
    """
    from listener.config.loading import load
    from listener.crisis.debrief_text import markdown, values

    found = ask(config, lambda app: _debrief(app, id))
    if json:
        emit(values(found))
    if file is not None:
        file.write_text(markdown(found, load(config, read_queries=False).zone), encoding="utf-8")
        complain(f"written to {file}")
    elif not json:
        say(markdown(found, load(config, read_queries=False).zone).rstrip())


async def _debrief(app: App, id: int) -> Debrief:
    from listener.actions import crises
    from listener.crisis.debrief import debrief

    response, incident = await crises.found(app, id), await app.incident(id)
    return await app.read(debrief, app.store, app.config, response, incident, app.clock.now())
