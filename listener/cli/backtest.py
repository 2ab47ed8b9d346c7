"""`listener backtest`: when would a rule have fired?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import emit, say, show
from listener.wording.durations import span
from listener.wording.figures import counted
from listener.wording.moments import stamp

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from listener.config.config import Config
    from listener.trials.backtest import Backtest, Firing
    from rules.base import Rule

RuleName = Annotated[str, typer.Argument(metavar="RULE", help="Name of a rule of the configuration.")]
Days = Annotated[int, typer.Option(min=1, max=3650, help="How far back.")]
Imports = Annotated[bool, typer.Option("--imports", help="Take imported posts as if they had come live.")]


def backtest(
    rule: RuleName,
    days: Days = 30,
    imports: Imports = False,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Replay what is stored: when the rule would have fired, with what, and how many times a week. Nobody is told.

    Example: listener backtest negative-turn --days 30
    """
    from listener.cli.opening import reading, whole
    from listener.trials.backtest import past
    from storage.clock import WallClock

    loaded = whole(config)
    chosen = named(loaded, rule)
    with reading(loaded) as store:
        found = past(store, chosen, days=days, now=WallClock().now(), imports=imports).replay(chosen)
    _emit(chosen, found) if json else _print(chosen, found, loaded.zone)


def named(config: Config, name: str) -> Rule:
    """The rule of that name; a wrong one is a usage error."""
    from listener.config.findings import suggest

    found = {rule.name: rule for rule in config.rules}
    if name not in found:
        raise typer.BadParameter(f'there is no rule "{name}"; {suggest(name, found) or "there are none yet"}')
    return found[name]


def _emit(rule: Rule, found: Backtest) -> None:
    emit({
        "rule": rule.name,
        "since": found.since,
        "until": found.until,
        "days": round(found.days, 2),
        "basis": found.basis,
        "fired": len(found.firings),
        "per_week": round(found.per_week, 2),
        "firings": [_row(firing) for firing in found.firings],
    })  # fmt: skip


def _row(firing: Firing) -> dict[str, object]:
    alert = firing.alert
    return {
        "at": firing.at,
        "ends_at": alert.ends_at,
        "severity": alert.severity,
        "value": alert.value,
        "expected": alert.expected,
        "summary": alert.summary,
        "reasons": alert.reasons,
        "evidence": alert.evidence,
    }


def _print(rule: Rule, found: Backtest, zone: ZoneInfo) -> None:
    if found.firings:
        rows = [(stamp(firing.at, zone), f"{firing.alert.value:g}", firing.alert.summary) for firing in found.firings]
        show(("when", "value", "what"), rows)
        say("")
    count = len(found.firings)
    times = f"have fired {counted(count, 'time')}" if count else "not have fired"
    if not found.firings and found.until - found.since < timedelta(minutes=5):
        say(f'"{rule.name}" cannot be replayed yet: less than five minutes of what it looks at are stored.')
        return
    length, often = span(found.until - found.since), f": {found.per_week:.1f} a week" if count else ""
    say(f'"{rule.name}" would {times} in {length}{often}.\n{found.basis}')
