"""`listener annotate`: what happened at a moment, written beside the counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.opening import ask, zone_of
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting
from listener.cli.output import emit, say, show
from listener.wording.moments import full_stamp, stamp

if TYPE_CHECKING:
    from pathlib import Path

    from listener.app import App
    from storage.records import Annotation

app = typer.Typer(help="Write beside the counts what happened.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="ID", help="Its number.")]


@app.command()
def add(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What happened, in a few words.")],
    at: Annotated[
        str | None, typer.Option(help='When: "2026-03-01T08:00", "2h" ago; left out: now.', metavar="TIME")
    ] = None,
    brand: Annotated[str | None, typer.Option(help="The brand that it concerns; left out: all.")] = None,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Write what happened at a moment; every chart of that time shows it.

    Example: listener annotate add "price rise announced" --at 2026-03-01T08:00 --brand Acme --who Mia
    """
    from listener.actions import annotating
    from listener.cli.options import moment
    from storage.errors import ListenerError

    async def write(running: App) -> Annotation:
        now = running.clock.now()
        when = moment(at, running.config, now) or now
        try:
            return await annotating.add(running, when, text, brand, acting(who))
        except ListenerError as error:
            raise typer.BadParameter(str(error)) from None

    _tell(ask(config, write), config, "is written down", json=json)


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show what is written, by the moment that it is about.

    Example: listener annotate list
    """
    found = ask(config, lambda running: running.read(running.store.annotations))
    if json:
        for each in found:
            emit(_plain(each))
        return
    zone = zone_of(config)
    rows = [(str(each.id), stamp(each.at, zone), each.brand or "all brands", each.text, each.who) for each in found]
    show(("id", f"when ({zone})", "concerns", "what", "who"), rows)


@app.command()
def remove(id: Number, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show one no more; it can be brought back.

    Example: listener annotate remove 3 --who Mia
    """
    from listener.actions import annotating

    _tell(
        ask(config, lambda running: annotating.remove(running, id, acting(who))), config, "is shown no more", json=json
    )


@app.command()
def restore(id: Number, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Bring one back that was removed.

    Example: listener annotate restore 3 --who Mia
    """
    from listener.actions import annotating

    _tell(
        ask(config, lambda running: annotating.restore(running, id, acting(who))), config, "is shown again", json=json
    )


def _tell(one: Annotation, config: Path, does: str, *, json: bool) -> None:
    if json:
        emit(_plain(one))
    else:
        when = full_stamp(one.at, zone_of(config))
        say(f"annotation {one.id} {does}: {when}, {one.brand or 'all brands'}, {one.text}")


def _plain(one: Annotation) -> dict[str, object]:
    return {name: getattr(one, name) for name in ("id", "at", "text", "brand", "who", "made_at")}
