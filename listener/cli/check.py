"""`listener check`: is the configuration right, and does every source answer?"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.exits import FAILED
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import complain, emit, say, show
from listener.wording.durations import ago
from storage.errors import ConfigError

if TYPE_CHECKING:
    from listener.config.config import Config
    from listener.trials.sources import SourceTrial


def check(
    config: ConfigFile = DEFAULT_CONFIG,
    offline: Annotated[bool, typer.Option("--offline", help="Only check the file; try no source.")] = False,
    json: Json = False,
) -> None:
    """Tell everything that is wrong in the configuration, then try every source once; nothing is stored.

    Exits with 2 if the file is wrong, with 1 if a source fails.

    Example: listener check --config config.toml
    """
    from listener.config.hosts import exposure

    loaded = _load(config, json)
    trials = [] if offline else _try(loaded)
    if json:
        rows = [_row(trial) for trial in trials]
        emit({"problems": [], "unreached": _unreached(loaded), "exposed": exposure(loaded), "sources": rows})
    else:
        _print(loaded, trials, offline)
    if not all(trial.reachable for trial in trials):
        raise typer.Exit(FAILED)


def _load(path: ConfigFile, json: bool) -> Config:
    from listener.config.loading import load

    try:
        return load(path)
    except ConfigError as error:
        if json:
            emit({"problems": [asdict(problem) for problem in error.problems], "sources": []})
        raise


def _try(config: Config) -> list[SourceTrial]:
    import asyncio

    from listener.trials.sources import try_sources
    from storage.clock import WallClock

    return asyncio.run(try_sources(config, WallClock()))


def _unreached(config: Config) -> list[str]:
    from listener.trials.sources import unreached
    from storage.clock import WallClock

    return unreached(config, WallClock().now())


def _row(trial: SourceTrial) -> dict[str, object]:
    return {**asdict(trial), "reachable": trial.reachable}


def _print(config: Config, trials: list[SourceTrial], offline: bool) -> None:
    from listener.config.hosts import exposure
    from storage.clock import WallClock

    parts = {"sources": config.sources, "queries": config.queries, "rules": config.rules, "targets": config.targets}
    say(f"{config.path}: right ({', '.join(f'{len(found)} {name}' for name, found in parts.items())})")
    for sentence in (*_unreached(config), *exposure(config)):
        complain(sentence)
    if offline:
        return
    now = WallClock().now()
    rows = [
        (
            trial.source,
            "yes" if trial.reachable else trial.health,
            str(trial.items),
            ago(trial.newest, now),
            f"{trial.latency:.1f} s",
            trial.error or "; ".join(trial.notes),
        )
        for trial in trials
    ]
    show(("source", "reachable", "items", "newest", "latency", "what is wrong"), rows)
