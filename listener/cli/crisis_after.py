"""`listener crisis action`, `close` and `debrief`: what is learned from a crisis."""

from __future__ import annotations

from typing import Annotated

import typer

from listener.cli.crisis_steps import Id, Who, take_step
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json


def action(
    id: Id,
    text: Annotated[str | None, typer.Argument(help="What must change.")] = None,
    owner: Annotated[str, typer.Option(help="Who sees to it.", metavar="NAME")] = "",
    done: Annotated[int | None, typer.Option(help="Number of an action that is done.", metavar="N")] = None,
    who: Who = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Write down what must change and who sees to it, or that it is done.

    Example: listener crisis action 3 "A second supplier for the cable" --owner Bo
    """
    from rules import response as steps

    if done is not None:
        take_step(config, id, who, lambda crisis, now: steps.finish_action(crisis, done, who, now), json=json)
        return
    if text is None:
        raise typer.BadParameter("write what must change, or --done and the number of an action")
    take_step(config, id, who, lambda crisis, now: steps.act(crisis, text, owner, who, now), json=json)


def close(id: Id, who: Who = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Say that the evaluation is finished; the record then stays as it is.

    Example: listener crisis close 3 --who Mia
    """
    from rules import response as steps

    take_step(config, id, who, lambda crisis, now: steps.close(crisis, who, now), json=json)
