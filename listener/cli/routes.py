"""`listener routes`: who would be told?"""

from __future__ import annotations

from typing import Annotated

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import emit, say

app = typer.Typer(help="Who is told of what.", no_args_is_help=True)


@app.callback()
def _routes() -> None:
    """Who is told of what."""


@app.command("test")
def try_out(
    severity: Annotated[int, typer.Option(min=1, max=3, help="1 is the highest.")] = 3,
    brand: Annotated[str, typer.Option(help="Brand of the alert.", metavar="NAME")] = "",
    query: Annotated[str, typer.Option(help="Query of the alert.", metavar="NAME")] = "",
    rule: Annotated[str, typer.Option(help="Rule that raised it.", metavar="NAME")] = "",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Say who would be told of such an alert and paged, when and why, as of now; nobody is told.

    Example: listener routes test --severity 1 --brand Acme
    """
    from dataclasses import asdict

    from listener.config.loading import load
    from listener.trials.paging import describe
    from rules.alerting.routing import explain, resolve
    from storage.clock import WallClock
    from storage.records import Scope

    loaded, now = load(config, read_queries=False), WallClock().now()
    owner = brand or loaded.brand_of_query.get(query, "")
    scope = Scope.query(query) if query else Scope.brand(owner) if owner else Scope.ALL
    labels = {"rule": rule, "severity": str(severity), "scope": scope, "brand": owner, "query": query}
    if json:
        for route in resolve(loaded.route, labels):
            emit({**asdict(route), "now": describe(loaded, route, severity, now)})
    else:
        say(explain(loaded.route, labels))
        for route in resolve(loaded.route, labels):
            for line in describe(loaded, route, severity, now):
                say(f"    {line}")
