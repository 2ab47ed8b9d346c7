"""`listener rules`: settings that fit what is stored."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.backtest import Days, Imports, RuleName, named
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import emit, say, show

if TYPE_CHECKING:
    from listener.tuning import Proposal

app = typer.Typer(help="Settings of rules.", no_args_is_help=True)


@app.callback()
def _rules() -> None:
    """Settings of rules."""


@app.command()
def tune(
    rule: RuleName,
    per_week: Annotated[float, typer.Option("--per-week", min=0, help="How many alerts a week are welcome.")] = 2.0,
    days: Days = 30,
    imports: Imports = False,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Propose the most sensitive setting that would not have fired more often; the configuration is not changed.

    Example: listener rules tune volume-rise --per-week 2
    """
    from listener.backtest import past
    from listener.cli.opening import reading
    from listener.config import load
    from listener.tuning import propose, tunable
    from storage.clock import WallClock

    loaded = load(config, read_queries=False)
    chosen = named(loaded, rule)
    setting = tunable(chosen)
    if setting is None:
        raise typer.BadParameter(f'"{rule}" has no setting to tune; narrow its scope, its words or its names')
    with reading(loaded) as store:
        stored = past(store, chosen, days=days, now=WallClock().now(), imports=imports)
        found = propose(stored, chosen, setting, per_week)
    emit({"rule": rule, **asdict(found), "keep": found.keep}) if json else _print(found, per_week)


def _print(found: Proposal, wish: float) -> None:
    proposed = None if found.keep else found.best
    rows = [
        (f"{trial.value:.12g}", f"{trial.per_week:.1f}", "<- proposed" if trial == proposed else "")
        for trial in found.tried
    ]
    show((found.setting, "a week", ""), rows)
    say(f"\nNow: {found.setting} = {found.present}, {found.present_per_week:.1f} a week.")
    say("Keep it." if found.keep else f"Write: {found.setting} = {found.best.value:.12g}")
    if not found.welcome:
        say(f"That is more than {wish:g} a week; narrow the rule's scope, or raise at_least.")
