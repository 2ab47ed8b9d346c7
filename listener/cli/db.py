"""`listener db`: look after the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import complain, emit, say

app = typer.Typer(help="Look after the store.", no_args_is_help=True)


@app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the copy.")],
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Write a complete copy of the store, while the service runs or not.

    Example: listener db backup listener-backup.db
    """
    from listener.cli.opening import reading
    from listener.config.loading import load

    with reading(load(config, read_queries=False)) as store:
        store.backup(file, complain)
    say(f"written: {file} ({file.stat().st_size:,} bytes)")


@app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A copy made by backup.")],
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Put a copy in the place of the store; it is checked first, and the replaced file is kept aside.

    Stop the service before.

    Example: listener db restore listener-backup.db
    """
    from listener.config.loading import load
    from storage.opening import restore as put_back

    store = load(config, read_queries=False).store
    aside = put_back(file, store, complain)
    say(f"restored: {store}" + (f"; what was there is now {aside}" if aside else ""))


@app.command("migrate")
def migrate(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Bring a store of an older version to the present one; the old file is kept beside it. A service does it itself.

    Example: listener db migrate
    """
    from listener.config.loading import load
    from storage.opening import open_store

    store = load(config, read_queries=False).store
    open_store(store, told=complain).close()
    say(f"of the present version: {store}")


@app.command("info")
def info(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Say where the store is and how much is in it.

    Example: listener db info --json
    """
    from listener.cli.opening import reading
    from listener.config.loading import load

    loaded = load(config, read_queries=False)
    with reading(loaded) as store:
        totals = dict(store.totals())
    facts = {"file": str(loaded.store), "bytes": loaded.store.size(), **totals}
    if json:
        emit(facts)
        return
    for name, value in facts.items():
        say(f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value}")
