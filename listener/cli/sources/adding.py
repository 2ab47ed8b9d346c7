"""`listener sources add`: from a kind to its first mentions and into the configuration, in one command."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from listener.cli.exits import FAILED
from listener.cli.options import DEFAULT_CONFIG, ConfigFile
from listener.cli.output import say
from listener.cli.sources.trying import setting, tasted, tell, told_how

if TYPE_CHECKING:
    from listener.config.config import Config


def add(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="A kind of source; `listener sources kinds` lists them.")],
    name: Annotated[str | None, typer.Option(help="What it is called here; left out: as its kind.")] = None,
    set: Annotated[
        list[str] | None, typer.Option("--set", help="A setting as KEY=VALUE, as in TOML; several times.")
    ] = None,
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Ask a source once, show what comes, and write it into the configuration where it can be read.

    Secrets are named, never written: --set token=env:FORUM_TOKEN. Where nothing can be read, nothing is written, and
    the exit code is 1. A service that runs takes the new source over by itself.

    Example: listener sources add lemmy --set url=https://lemmy.world/
    """
    from listener.cli.opening import with_made
    from listener.config.loading import load, read_source

    if not config.exists():
        raise typer.BadParameter(f"there is no {config}; write one first: listener init BRAND --output {config}")
    loaded, given = with_made(load(config)), dict(map(setting, set or []))
    table = {"name": name or kind, "type": kind, **given}
    _refuse(table, loaded)
    with told_how(kind):
        chosen = read_source(table, config.resolve().parent)
    found = tasted(chosen, loaded, [], config)
    tell(found, 3, loaded.zone)
    if found.unreadable:
        raise typer.Exit(FAILED)
    _append(config, table)
    say(f"written into {config}; `listener run` reads it from now on")


def _refuse(table: Mapping[str, Any], loaded: Config) -> None:
    from listener.config.findings import suggest
    from listener.config.literals import literal_in
    from sources.base import sources

    if table["type"] not in sources.all():
        raise typer.BadParameter(f'there is no kind "{table["type"]}"; {suggest(table["type"], sources.all())}')
    if loaded.source(table["name"]):
        raise typer.BadParameter(f'"{table["name"]}" is configured already; choose another name with --name')
    if plain := literal_in("sources", table):
        said = f"put it into the environment, and write --set {plain}=env:NAME"
        raise typer.BadParameter(f"`{plain}` holds a secret, which must not stand in the file: {said}")


def _append(config: Path, table: Mapping[str, Any]) -> None:
    """At the end of the file, which is replaced by one that was read and found right."""
    from listener.config.kinds import key, toml
    from listener.config.loading import load

    block = "\n".join(["[[sources]]", *(f"{key(name)} = {toml(value)}" for name, value in table.items())])
    place = config.resolve()
    new = place.with_name(f".{place.name}.new")
    try:
        new.write_text(f"{place.read_text(encoding='utf-8').rstrip()}\n\n{block}\n", encoding="utf-8")
        new.chmod(place.stat().st_mode)
        load(new)
        new.replace(place)
    except OSError as error:
        raise typer.BadParameter(
            f"{config} cannot be written ({error.strerror}); paste this into it:\n{block}"
        ) from None
    finally:
        new.unlink(missing_ok=True)
