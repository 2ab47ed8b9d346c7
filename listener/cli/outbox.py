"""`listener outbox`: messages that wait to be sent, or could not be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.opening import ask
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting
from listener.cli.output import emit, say, show
from listener.wording.durations import ago

if TYPE_CHECKING:
    from datetime import datetime

    from listener.app import App
    from storage.records import Delivery

app = typer.Typer(help="Messages that wait to be sent, or could not be.", no_args_is_help=True)


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show the messages that wait and those that will not be tried again, and why.

    Example: listener outbox list
    """
    from listener.actions.outbox import open_ended
    from storage.clock import WallClock

    async def look(running: App) -> list[Delivery]:
        return await running.read(open_ended, running)

    found, now = ask(config, look), WallClock().now()
    if json:
        for each in found:
            emit(_plain(each))
        return
    show(("id", "target", "message", "made", "tries", "state"), [_cells(each, now) for each in found])


@app.command()
def end(
    id: Annotated[int, typer.Argument(metavar="ID", help="Number of the message.")],
    reason: Annotated[str, typer.Option(help="Why, for those who wonder.")] = "",
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """End a message: one that waits is not sent, one that failed counts as seen.

    Example: listener outbox end 12 --reason "told by phone" --who Mia
    """
    from listener.actions import outbox

    ended = ask(config, lambda running: outbox.end(running, id, reason, acting(who)))
    if json:
        emit(_plain(ended))
    else:
        say(f"message {id} to {ended.target} is ended")


def _plain(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "target": delivery.target,
        "title": delivery.notice.title,
        "made_at": delivery.notice.created_at,
        "tries": delivery.attempt,
        "next_try_at": None if delivery.permanent or delivery.sent_at else delivery.next_try_at,
        "error": delivery.error,
    }


def _cells(delivery: Delivery, now: datetime) -> list[str]:
    error = delivery.error or "waits"
    state = f"failed: {error}" if delivery.permanent else error
    made = ago(delivery.notice.created_at, now)
    return [str(delivery.id), delivery.target, delivery.notice.title, made, str(delivery.attempt), state]
