"""`listener sources`: which types of sources there are, how the configured ones do, and what was put aside."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import emit, say, show
from listener.cli.sources.aside import aside, retry
from listener.wording.durations import ago

if TYPE_CHECKING:
    from listener.config.catalogue import Sort
    from listener.config.config import Config
    from storage.records import SourceState


class Sources(TyperGroup):
    """What is no command is meant for `types`: `listener sources rss`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = {*self.commands, "-h", "--help"}
        return super().parse_args(ctx, args if args and args[0] in known else ["types", *args])


app = typer.Typer(cls=Sources, help="See what can be read and how it goes; read again what could not be stored.")
app.command("aside")(aside)
app.command("retry")(retry)


@app.command("types")
def types(
    type: Annotated[
        str | None, typer.Argument(metavar="[TYPE]", help="Show the settings of one type: of a source, rule or target.")
    ] = None,
    config: ConfigFile = DEFAULT_CONFIG,
    all: Annotated[bool, typer.Option("--all", help="Settings of rules and targets as well.")] = False,
    json: Json = False,
) -> None:
    """List the types of sources with all their settings, and the configured sources with their state.

    The word `types` may be left out.

    Example: listener sources types rss
    """
    catalogue = _catalogue(type, all)
    states = [] if type else _states(config)
    if json:
        emit(
            {"types": {noun: [asdict(sort) for sort in found] for noun, found in catalogue.items()}, "sources": states}
        )
        return
    for noun, found in catalogue.items():
        for sort in found:
            _print(noun, sort)
    if states:
        rows = [[str(value) for value in state.values()] for state in states]
        show(("configured source", "type", "state", "read"), rows)


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


def _states(path: Path) -> list[dict[str, object]]:
    """The configured sources; none where there is no configuration yet."""
    from listener.config.loading import load
    from storage.clock import WallClock

    if not path.exists():
        return []
    config, now = load(path, read_queries=False), WallClock().now()
    known = _stored(config)
    return [
        {
            "source": source.name,
            "type": source_type(source),
            "state": known[source.name].health if source.name in known else "new" if source.enabled else "off",
            "read": ago(known[source.name].last_success_at, now) if source.name in known else "-",
        }
        for source in config.sources
    ]


def _stored(config: Config) -> dict[str, SourceState]:
    from listener.cli.opening import reading

    if not config.store.exists():
        return {}
    with reading(config) as store:
        return {state.name: state for state in store.source_states()}


def source_type(source: object) -> str:
    """The name under which the class of a source is known."""
    from sources.base import sources as known

    return next((name for name, model in known.all().items() if isinstance(source, model)), "")
