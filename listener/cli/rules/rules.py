"""`listener rules`: see how often they fire and how often they are right, judge them, tune them."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.backtest import Days, Imports, RuleName, named
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting
from listener.cli.output import emit, say, show

if TYPE_CHECKING:
    from pathlib import Path

    from listener.trials.tuning import Proposal
    from storage.records import Incident

app = typer.Typer(help="See rules, judge them, tune them.", no_args_is_help=True)


class Word(StrEnum):
    """What a person says of an incident's alerts."""

    useful = "useful"
    noise = "noise"


@app.command("list")
def list_(
    budget: Annotated[float, typer.Option(min=0, help="How many alerts a week may be noise.")] = 2.0,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Show every rule: how often it fired, and how often it was right, as people judged it in the last 90 days.

    Example: listener rules list --json
    """
    from listener.cli.opening import reading, whole
    from listener.cli.rules.listing import rows, table
    from storage.clock import WallClock

    loaded, now = whole(config), WallClock().now()
    with reading(loaded) as store:
        found = rows(store, loaded.rules, now, budget)
    if json:
        for row in found:
            emit(row)
    else:
        table(found)


@app.command()
def verdict(
    incident: Annotated[int, typer.Argument(metavar="INCIDENT", help="Number of the incident.")],
    word: Annotated[Word, typer.Argument(metavar="useful|noise", help="Was it worth telling?")],
    rule: Annotated[str | None, typer.Option(help="Only of this rule; left out: all that raised it.")] = None,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Say whether an incident was worth telling: its rules are measured by that. Said again, the later word counts.

    Example: listener rules verdict 3 noise --rule many-posts --who Mia
    """
    found = _judge(config, incident, word is Word.useful, rule, who)
    judged = [rule] if rule else list(dict.fromkeys(alert.rule for alert in found.alerts))
    if json:
        emit({"incident": incident, "verdict": word, "rules": judged, "who": who})
    else:
        say(f"incident {incident} was {word}, says {who}, of: {', '.join(judged)}")


@app.command()
def off(rule: RuleName, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Switch a rule off that was made on a page: it watches no more; its settings and what it raised stay.

    One of the file is switched off there: enabled = false. A service that runs takes it over by itself.

    Example: listener rules off loud-evening --who Mia
    """
    _switch(config, rule, who, on=False, json=json)


@app.command()
def on(rule: RuleName, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Switch such a rule on again: it watches from now on, and says nothing of what came meanwhile.

    Example: listener rules on loud-evening --who Mia
    """
    _switch(config, rule, who, on=True, json=json)


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
    from listener.cli.opening import reading, whole
    from listener.trials.backtest import past
    from listener.trials.tuning import propose, tunable
    from storage.clock import WallClock

    loaded = whole(config)
    chosen = named(loaded, rule)
    setting = tunable(chosen)
    if setting is None:
        raise typer.BadParameter(f'"{rule}" has no setting to tune; narrow its scope, its words or its names')
    with reading(loaded) as store:
        stored = past(store, chosen, days=days, now=WallClock().now(), imports=imports)
        found = propose(stored, chosen, setting, per_week)
    emit({"rule": rule, **asdict(found), "keep": found.keep}) if json else _print(found, per_week)


def _switch(config: Path, rule: str, who: str, *, on: bool, json: bool) -> None:
    from listener.actions.making import switch
    from listener.cli.opening import ask

    made = ask(config, lambda app: switch(app, rule, acting(who), on=on))
    if json:
        emit({"rule": made.name, "enabled": on, "who": who})
    else:
        say(f"{made.name} {'watches from now on' if on else 'is switched off'}, says {who}")


def _judge(config: Path, id: int, useful: bool, rule: str | None, who: str) -> Incident:
    from listener.actions import incidents
    from listener.cli.opening import ask

    return ask(config, lambda app: incidents.verdict(app, id, useful, acting(who), rule))


def _print(found: Proposal, per_week: float) -> None:
    proposed = None if found.keep else found.best
    rows = [
        (f"{trial.value:.12g}", f"{trial.per_week:.1f}", "<- proposed" if trial == proposed else "")
        for trial in found.tried
    ]
    show((found.setting, "a week", ""), rows)
    say(f"\nNow: {found.setting} = {found.present}, {found.present_per_week:.1f} a week.")
    say("Keep it." if found.keep else f"Write: {found.setting} = {found.best.value:.12g}")
    if not found.welcome:
        say(f"That is more than {per_week:g} a week; narrow the rule's scope, or raise at_least.")
