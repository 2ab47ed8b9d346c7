"""`listener incidents`: see them, take them, hand them over, end them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.opening import ask, reading
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting
from listener.cli.output import complain, emit, say, show
from listener.wording.figures import counted
from listener.wording.moments import full_stamp, localised, stamp

if TYPE_CHECKING:
    from storage.records import Incident

app = typer.Typer(help="See incidents, take them, end them.", no_args_is_help=True)


class View(StrEnum):
    """Which of them."""

    all = "all"
    open = "open"
    past = "past"
    drills = "drills"
    debriefs = "debriefs"


class Format(StrEnum):
    """How it is written."""

    csv = "csv"
    xlsx = "xlsx"
    json = "json"


Id = Annotated[int, typer.Argument(metavar="ID", help="Number of the incident.")]


@app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False,
    brand: Annotated[str | None, typer.Option("--brand", help="Only those about this brand.", metavar="NAME")] = None,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Show unresolved incidents, newest first.

    Example: listener incidents list --all --brand Acme
    """
    from listener.config.loading import load
    from listener.exports.incidents import outline

    loaded = load(config, read_queries=False)
    with reading(loaded) as store:
        found = store.incidents(unresolved=not everything, brand=brand)
    if json:
        for incident in found:
            emit(outline(incident, loaded.base_url))
    else:
        rows = [
            (
                str(one.id),
                str(one.severity),
                one.state,
                stamp(one.opened_at, loaded.zone),
                one.acknowledged_by or "",
                f"{'DRILL: ' if one.drill else ''}{localised(one.title, loaded.zone, one.opened_at)}",
            )
            for one in found
        ]
        show(("id", "severity", "state", f"opened ({loaded.zone})", "taken by", "what"), rows)


@app.command()
def export(
    view: Annotated[View, typer.Option(help="all, open, past, drills, or debriefs: whose debrief is due.")] = View.past,
    brand: Annotated[str | None, typer.Option("--brand", help="Only those about this brand.", metavar="NAME")] = None,
    format: Annotated[Format, typer.Option(help="csv, xlsx: a table; json: one array.")] = Format.csv,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; stdout if left out.")] = None,
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Write incidents to a file: who took them when, how long they lasted, what people called them.

    Example: listener incidents export --view past --brand Acme --format xlsx -o incidents.xlsx
    """
    import sys
    from contextlib import nullcontext

    from listener.config.loading import load
    from listener.exports.files import replacing
    from listener.situation.taken_along import taken_along
    from storage.clock import WallClock

    if format is Format.xlsx and not output and sys.stdout.isatty():
        raise typer.BadParameter("--format xlsx is no text for a terminal; name a file: -o incidents.xlsx")
    loaded, now = load(config, read_queries=False), WallClock().now()
    with reading(loaded) as store, replacing(output) if output else nullcontext(sys.stdout.buffer) as out:
        count = taken_along(
            store,
            out,
            format.value,
            listing=view.value,
            brand=brand,
            base_url=loaded.base_url,
            zone=loaded.zone,
            now=now,
        )
    if output:
        complain(f"{counted(count, 'incident')} written to {output}")


@app.command("show")
def show_(id: Id, config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show everything about an incident: why it is one, who was told and paged, who did what.

    Example: listener incidents show 3
    """
    from listener.cli.incidents.shown import as_json, of_incident, tell
    from listener.config.loading import load
    from storage.errors import ListenerError

    loaded = load(config, read_queries=False)
    with reading(loaded) as store:
        incident = store.incident_by_id(id)
        if incident is None:
            raise ListenerError(f"there is no incident {id}; `listener incidents list` shows those that there are")
        sent, acts = of_incident(store, incident)
    if json:
        emit(as_json(incident, sent, acts, loaded.base_url))
    else:
        tell(incident, sent, acts, loaded.zone)


@app.command("open")
def open_(
    title: Annotated[str, typer.Argument(help="What has happened, in a sentence.")],
    brand: Annotated[str | None, typer.Option("--brand", help="The brand that it is about.", metavar="NAME")] = None,
    severity: Annotated[int, typer.Option("--severity", min=1, max=3, help="1 wakes people, 3 is good to know.")] = 2,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Open an incident by hand; the same people are told and paged as if a rule had found it.

    Example: listener incidents open "A shop sells knock-offs" --brand Acme --severity 1 --who Mia
    """
    from listener.actions.opening import open_by_hand

    _show(ask(config, lambda app: open_by_hand(app, title, acting(who), brand=brand, severity=severity)), config, json)


@app.command()
def acknowledge(id: Id, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Take care of an incident: reminders stop, news is still told.

    Example: listener incidents acknowledge 3 --who Mia
    """
    from listener.actions import incidents as actions

    _show(ask(config, lambda app: actions.acknowledge(app, id, acting(who))), config, json)


@app.command()
def escalate(id: Id, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Have the next level of an incident's policy paged now, whether somebody has taken it or not.

    Example: listener incidents escalate 3 --who Mia
    """
    from listener.actions import incidents as actions

    _show(ask(config, lambda app: actions.escalate(app, id, acting(who))), config, json)


@app.command()
def resolve(id: Id, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Say that an incident is over; those who were told hear of it.

    Example: listener incidents resolve 3 --who Mia
    """
    from listener.actions import incidents as actions

    _show(ask(config, lambda app: actions.resolve(app, id, acting(who))), config, json)


@app.command()
def note(
    id: Id,
    text: Annotated[str, typer.Argument(help="What to write down.")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Write a line into an incident's timeline.

    Example: listener incidents note 3 "Supplier informed" --who Mia
    """
    from listener.actions import incidents as actions

    _show(ask(config, lambda app: actions.note(app, id, text, acting(who))), config, json)


@app.command()
def severity(
    id: Id,
    level: Annotated[int, typer.Argument(metavar="SEVERITY", min=1, max=3, help="1 wakes people, 3 is good to know.")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Raise or lower an incident's severity; those who are told hear when it is raised.

    Example: listener incidents severity 3 1 --who Mia
    """
    from listener.actions import incidents as actions

    _show(ask(config, lambda app: actions.set_severity(app, id, level, acting(who))), config, json)


@app.command()
def handover(
    id: Id,
    to: Annotated[str, typer.Option("--to", help="Name of whoever takes care from now on.", metavar="NAME")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Give an incident to somebody else, who is told of it where the configuration knows how.

    Example: listener incidents handover 3 --to Bo --who Mia
    """
    from listener.actions import incidents as actions

    _show(ask(config, lambda app: actions.hand_over(app, id, to, acting(who))), config, json)


def _show(incident: Incident, config: Path, json: bool) -> None:
    from listener.config.loading import load
    from listener.exports.incidents import outline

    loaded = load(config, read_queries=False)
    if json:
        emit(outline(incident, loaded.base_url))
        return
    title = localised(incident.title, loaded.zone, incident.opened_at, named=True)
    drill = "DRILL, " if incident.drill else ""
    say(f"{drill}incident {incident.id}, severity {incident.severity}, {incident.state}: {title}")
    for entry in incident.timeline[-3:]:
        what = localised(entry.what, loaded.zone, entry.at, named=True)
        say(f"  {full_stamp(entry.at, loaded.zone)}  {what}{f' ({entry.who})' if entry.who else ''}")
