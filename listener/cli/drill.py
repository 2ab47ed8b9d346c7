"""`listener drill`: does everybody know what to do?"""

from __future__ import annotations

from typing import Annotated

import typer

from listener.cli.opening import ask
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting
from listener.cli.output import complain, emit, say


def drill(
    playbook: Annotated[str, typer.Argument(help="Which playbook to practise.", metavar="PLAYBOOK")],
    incident: Annotated[int | None, typer.Option(help="Replay this past incident.", metavar="ID")] = None,
    made: Annotated[bool, typer.Option("--made", help="Use the crisis that the playbook makes up (usual).")] = False,
    brand: Annotated[
        str | None, typer.Option(help="Brand of a made crisis; left out: the first of yours.", metavar="NAME")
    ] = None,
    severity: Annotated[int, typer.Option(min=1, max=3, help="1 is the highest.")] = 1,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Send a made or past crisis the whole way to the people in it, marked DRILL: notices, pages, a crisis record.

    Example: listener drill outage --who Mia
    """
    from listener.actions.drills import explained, prepared, start
    from listener.config.loading import load

    if made and incident is not None:
        raise typer.BadParameter("a drill is made up or past; leave --made or --incident out")
    actor = acting(who)
    plan = ask(
        config, lambda app: prepared(app, playbook, incident=incident, brand=brand, severity=severity, actor=actor)
    )
    if not (json and yes):
        (complain if json else say)(explained(plan, load(config, read_queries=False)))
    if not yes and not typer.confirm("Begin?", err=json):
        say("Nothing was done.")
        return
    id = ask(config, lambda app: start(app, plan)).incident_id
    if json:
        emit({"incident": id, "playbook": plan.playbook, "severity": plan.severity})
        return
    say(f"The drill has begun as incident {id}; what happens in it happens in this exercise only.")
    say(f"Lead it with: listener crisis show {id}")
    say(f"End it with: listener crisis resolve {id} --said …, and: listener incidents resolve {id}")
