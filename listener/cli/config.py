"""`listener config`: the configuration as a whole."""

from __future__ import annotations

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile
from listener.cli.output import say

app = typer.Typer(help="The configuration as a whole.", no_args_is_help=True)


@app.callback()
def _config() -> None:
    """The configuration as a whole."""


@app.command()
def export(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Print everything as one TOML file: what the file says, and the sources, rules and people that pages added.

    Secrets stand in it as in the file: those of pages only as env:NAME or file:PATH.

    Example: listener config export > all.toml
    """
    from listener.cli.opening import reading
    from listener.config.exporting import exported
    from listener.config.loading import join, load

    loaded = load(config)
    if not loaded.store.exists():
        say(exported(loaded, ()).rstrip("\n"))
        return
    with reading(loaded) as store:
        whole = join(loaded, store.made())
        say(exported(whole, store.added_people()).rstrip("\n"))
