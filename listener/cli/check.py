"""`listener check`: is the configuration right, and does all that it names answer?"""

from __future__ import annotations

from dataclasses import asdict
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.exits import FAILED
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import complain, emit, say, show
from listener.wording.durations import ago
from listener.wording.figures import counted
from storage.errors import ConfigError

if TYPE_CHECKING:
    from listener.config.config import Config
    from listener.trials.sources import SourceTrial
    from listener.trials.targets import TargetTrial


def check(
    config: ConfigFile = DEFAULT_CONFIG,
    offline: Annotated[bool, typer.Option("--offline", help="Only check the file; try nothing out there.")] = False,
    json: Json = False,
) -> None:
    """Tell everything that is wrong in the configuration, then try every source and target once, and look whether the
    models are whole.

    Nothing is stored and nobody is told: mail servers are signed in to, webhooks only connected to. A message is sent
    by `listener targets test`. Exits with 2 if the file is wrong, with 1 if a source, a target or a model fails.

    Example: listener check --config config.toml
    """
    from listener.config.hosts import exposure
    from listener.config.literals import literals
    from listener.trials.models import unusable

    loaded = _with_made(_load(config, json))
    unread = unusable(loaded.classify)
    trials, told = ([], []) if offline else _try(loaded)
    if json:
        emit(
            {
                "problems": [],
                "learning": {rule.name: rule.learning for rule in loaded.rules if rule.enabled and rule.learning},
                "unreached": _unreached(loaded),
                "exposed": exposure(loaded),
                "plain_secrets": literals(config),
                "unread": unread,
                "sources": [_row(trial) for trial in trials],
                "targets": [_row(trial) for trial in told],
            }
        )
    else:
        _print(loaded)
        for sentence in unread:
            complain(sentence)
        _print_sources(trials)
        _print_targets(told)
    if unread or any(trial.error for trial in trials) or any(trial.error for trial in told):
        raise typer.Exit(FAILED)


def _load(path: ConfigFile, json: bool) -> Config:
    from listener.config.loading import load

    try:
        return load(path)
    except ConfigError as error:
        if json:
            emit({"problems": [asdict(problem) for problem in error.problems], "sources": []})
        raise


def _with_made(config: Config) -> Config:
    """Together with what pages made; without it, and a word, where the store cannot be read."""
    from listener.cli.opening import with_made
    from storage.errors import StoreError

    try:
        return with_made(config)
    except StoreError as error:
        complain(f"what was made on pages is not checked: {error}")
        return config


def _try(config: Config) -> tuple[list[SourceTrial], list[TargetTrial]]:
    import asyncio

    from listener.trials.sources import try_sources
    from listener.trials.targets import try_targets
    from storage.clock import WallClock

    async def both() -> tuple[list[SourceTrial], list[TargetTrial]]:
        clock = WallClock()
        return await asyncio.gather(try_sources(config, clock), try_targets(config, clock))

    return asyncio.run(both())


def _unreached(config: Config) -> list[str]:
    from listener.messages.unreached import unreached
    from storage.clock import WallClock

    return unreached(config, WallClock().now())


def _row(trial: SourceTrial | TargetTrial) -> dict[str, object]:
    return {**asdict(trial), "reachable": trial.reachable}


def _print(config: Config) -> None:
    from listener.config.hosts import exposure
    from listener.config.literals import literals

    parts = (("source", config.sources), ("query", config.queries), ("rule", config.rules), ("target", config.targets))
    said = (counted(len(found), name, "queries" if name == "query" else "") for name, found in parts)
    say(f"{config.path}: right ({', '.join(said)})")
    if config.made:
        say(f"of these, made on pages: {', '.join(each.name for each in config.made)}")
    for rule in config.rules:
        if rule.enabled and rule.learning:
            say(f"{rule.name}, while it learns what is usual: {rule.learning}")
    for each in config.unfit:
        complain(str(each))
    for sentence in (*_unreached(config), *exposure(config), *literals(config.path)):
        complain(sentence)
    for path in config.store.exposed():
        complain(f"other users of this machine may look into {path}: chmod {'700' if path.is_dir() else '600'} {path}")


def _print_sources(trials: list[SourceTrial]) -> None:
    from storage.clock import WallClock

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
    if rows:
        show(("source", "reachable", "items", "newest", "latency", "what is wrong"), rows)


def _print_targets(trials: list[TargetTrial]) -> None:
    states = {True: "yes", False: "no", None: "not tried"}
    rows = [
        (
            trial.target,
            states[trial.reachable],
            trial.error or trial.tried or f"only a message can tell: listener targets test {quote(trial.target)}",
        )
        for trial in trials
    ]
    if rows:
        show(("target", "reachable", "what was seen"), rows)
