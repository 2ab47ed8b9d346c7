"""`listener sources`: what there is to listen to and what is configured, and what was put aside."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from listener.cli.options import Json
from listener.cli.output import emit, say, show
from listener.cli.sources.adding import add
from listener.cli.sources.aside import aside, dismiss, retry
from listener.cli.sources.kinds import kinds, listed, shown
from listener.cli.sources.trying import attempt

if TYPE_CHECKING:
    from listener.config.catalogue import Sort


class Sources(TyperGroup):
    """Without a command it lists, and a word that is none is a kind to show: `listener sources rss`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or args[0] not in {*self.commands, "-h", "--help"}:
            args = ["list" if not args or args[0].startswith("-") else "show", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=Sources, help="See what can be read and how it goes; read again what could not be stored.")
app.command("list")(listed)
app.command("kinds")(kinds)
app.command("show")(shown)
app.command("try")(attempt)
app.command("add")(add)


@app.command("types")
def types(
    type: Annotated[
        str | None, typer.Argument(metavar="[TYPE]", help="Show the settings of one type: of a source, rule or target.")
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="Settings of rules and targets as well.")] = False,
    json: Json = False,
) -> None:
    """List the types of sources with all their settings.

    Example: listener sources types rss
    """
    catalogue = _catalogue(type, all)
    if json:
        emit({"types": {noun: [asdict(sort) for sort in found] for noun, found in catalogue.items()}})
        return
    for noun, found in catalogue.items():
        for sort in found:
            _print(noun, sort)


app.command("aside")(aside)
app.command("retry")(retry)
app.command("dismiss")(dismiss)


def _catalogue(type: str | None, all: bool) -> dict[str, list[Sort]]:
    from listener.config.catalogue import sorts
    from listener.notify.base import targets
    from rules.base import rules
    from sources.base import sources as known

    catalogue = {"source": sorts(known)}
    if all or type is not None:
        catalogue |= {"rule": sorts(rules), "target": sorts(targets)}
    return _only(type, catalogue) if type is not None else catalogue


def _only(type: str, catalogue: dict[str, list[Sort]]) -> dict[str, list[Sort]]:
    from listener.config.findings import suggest

    chosen = {noun: [sort for sort in found if sort.type == type] for noun, found in catalogue.items()}
    if not any(chosen.values()):
        known = [sort.type for found in catalogue.values() for sort in found]
        raise typer.BadParameter(f'there is no type "{type}"; {suggest(type, known)}')
    return chosen


def _print(noun: str, sort: Sort) -> None:
    meaning = " ".join(sort.meaning.partition("\n\n")[0].split())
    say(f'{noun} type = "{sort.type}": {meaning}')
    rows = [
        (f"  {each.name}", each.kind, "must be given" if each.default is None else each.default or "-", each.meaning)
        for each in sort.settings
    ]
    show(("  setting", "value", "default", "meaning"), rows)
    say("")
