"""`listener crisis`: lead a crisis from declaration to evaluation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.crisis import evaluation, statements
from listener.cli.crisis.steps import Id, Settings, Severity, changed, take_step, variables
from listener.cli.opening import ask
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting
from listener.cli.output import emit, say, show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from listener.app import App
    from storage.records import Incident, Response

app = typer.Typer(help="Lead a crisis from declaration to evaluation.", no_args_is_help=True)


@app.command()
def declare(
    incident: Annotated[int, typer.Argument(metavar="INCIDENT", help="Number of the incident.")],
    severity: Severity,
    playbook: Annotated[str | None, typer.Option(help="Whose tasks and statements to begin with.")] = None,
    settings: Settings = None,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Make an incident a crisis: publishing pauses, tasks and statements are there, the first update is due soon.

    Example: listener crisis declare 3 --severity 1 --playbook outage --set status_page=status.acme.example --who Mia
    """
    from listener.actions import crises

    given = variables(settings)
    step = lambda app: crises.declare(  # noqa: E731
        app, incident, severity=severity, actor=acting(who), playbook=playbook, settings=given
    )
    changed(ask(config, step), json)


@app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Those that are over too.")] = False,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Show the crises that go on, newest first, and what is due in each.

    Example: listener crisis list --all
    """
    from listener.cli.opening import reading
    from listener.config.loading import load
    from storage.clock import WallClock

    with reading(load(config, read_queries=False)) as store:
        found = store.responses(unresolved=not everything)
    if json:
        for response in found:
            emit(_brief(response))
    elif found:
        _table(found, WallClock().now())
    else:
        say("No crisis goes on." if not everything else "There has been no crisis.")


@app.command("show")
def show_(
    id: Id,
    everything: Annotated[bool, typer.Option("--all", help="The whole timeline, and what is done.")] = False,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Show a crisis on one screen: phase, clock, what is due, duties, tasks, statements, updates, timeline.

    Example: listener crisis show 3
    """
    from dataclasses import asdict

    from listener.crisis.screen import screen
    from storage.clock import WallClock

    response, incident, zone = ask(config, lambda app: _found(app, id))
    if json:
        emit(asdict(response))
    else:
        say(screen(response, incident, WallClock().now(), zone, whole=everything))


@app.command()
def duty(
    id: Id,
    duty: Annotated[str, typer.Argument(help="lead, spokesperson, legal, support, social, executive or scribe.")],
    person: Annotated[str, typer.Argument(help="Whom to give it to.")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Give a duty to a person. Lead, legal and executive approve statements; the lead is reminded of updates.

    Example: listener crisis duty 3 legal Noor
    """
    from rules.response import steps

    take_step(config, id, who, lambda crisis, now: steps.assign(crisis, duty, person, who, now), json=json)


@app.command()
def severity(
    id: Id,
    severity: Annotated[int, typer.Argument(help="1 (highest), 2 or 3.")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Raise or lower the severity; a higher one brings the next update forward.

    Example: listener crisis severity 3 1 --who Mia
    """
    from rules.response import steps

    take_step(config, id, who, lambda crisis, now: steps.grade(crisis, severity, who, now), json=json)


@app.command()
def phase(
    id: Id,
    phase: Annotated[str, typer.Argument(help="investigating, identified or monitoring; the end is `resolve`.")],
    note: Annotated[str, typer.Option(help="Why; needed on the way back.")] = "",
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Move a crisis to another phase.

    Example: listener crisis phase 3 identified --note "The supplier's cable is cut" --who Mia
    """
    from rules.response import steps

    take_step(config, id, who, lambda crisis, now: steps.move(crisis, phase, who, now, note), json=json)


@app.command()
def note(
    id: Id,
    text: Annotated[str, typer.Argument(help="What to write down.")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Write a line into the timeline.

    Example: listener crisis note 3 "The ministry called; they want to hear from us by 17:00" --who Mia
    """
    from rules.response import steps

    take_step(config, id, who, lambda crisis, now: steps.note(crisis, text, who, now), json=json)


@app.command()
def task(
    id: Id,
    number: Annotated[int | None, typer.Argument(metavar="N", help="Number of the task; none: show all.")] = None,
    done: Annotated[bool, typer.Option("--done", help="It is done.")] = False,
    add: Annotated[str | None, typer.Option(help="A task more.", metavar="TEXT")] = None,
    owner: Annotated[str | None, typer.Option(help="Owner of the task to add: a duty or a person.")] = None,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Take a task, tick it off, add one, or print them all as Markdown with check-boxes.

    Example: listener crisis task 3 5 --done --who Mia
    """
    from rules.response import steps

    if add is not None:
        take_step(config, id, who, lambda crisis, now: steps.add_task(crisis, add, owner, who, now), json=json)
    elif number is None:
        _checklist(config, id)
    else:
        step = steps.finish if done else steps.take
        take_step(config, id, who, lambda crisis, now: step(crisis, number, who, now), json=json)


@app.command()
def pause(id: Id, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Pause publishing: nothing that was planned goes out.

    Example: listener crisis pause 3 --who Mia
    """
    from rules.response import steps

    take_step(config, id, who, lambda crisis, now: steps.pause(crisis, who, now), json=json)


@app.command()
def resume(id: Id, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Let publishing go on while the crisis does.

    Example: listener crisis resume 3 --who Mia
    """
    from rules.response import steps

    take_step(config, id, who, lambda crisis, now: steps.resume(crisis, who, now), json=json)


@app.command()
def resolve(
    id: Id,
    said: Annotated[str, typer.Option("--said", help="What stakeholders are told at the end.")],
    tell: statements.Tell = None,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """End a crisis; what is left is the evaluation. Its incident is ended with `listener incidents resolve`.

    Example: listener crisis resolve 3 --said "It works again; a report follows on Monday" --who Mia
    """
    from rules.response import steps

    step = lambda crisis, now: steps.resolve(crisis, said, who, now)  # noqa: E731
    take_step(config, id, who, step, tell=tell, json=json)


@app.command()
def playbooks(
    name: Annotated[str | None, typer.Argument(help="Print this one; none: list them.")] = None,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Show playbooks: those that come along, and yours in the folder `playbooks` beside the configuration.

    Example: listener crisis playbooks outage > playbooks/outage.md
    """
    from listener.crisis.playbooks import files

    folder = config.resolve().parent
    if name:
        say(files.playbook(folder, name).text.rstrip())
        return
    found = [(files.playbook(folder, each), files.place(folder, each)) for each in files.names(folder)]
    if json:
        for book, place in found:
            emit({"name": book.name, "title": book.title, "place": place, "purpose": book.purpose})
    else:
        rows = [(book.name, str(len(book.tasks)), str(len(book.statements)), place) for book, place in found]
        show(("playbook", "tasks", "statements", "whose"), rows)


app.command("update")(statements.update)
app.add_typer(statements.statement, name="statement", short_help="Draft, edit, approve and publish holding statements.")
app.command()(evaluation.action)
app.command()(evaluation.close)
app.command()(evaluation.debrief)


async def _found(app: App, id: int) -> tuple[Response, Incident, ZoneInfo]:
    from listener.actions import crises

    return await crises.found(app, id), await app.incident(id), app.config.zone


def _checklist(config: Path, id: int) -> None:
    from rules.response.playbook import written

    response, incident, _ = ask(config, lambda app: _found(app, id))
    say(written(incident.title, response.tasks).rstrip())


def _table(found: Iterable[Response], now: datetime) -> None:
    from listener.crisis.screen import state

    rows = [
        (
            str(one.incident_id),
            str(one.severity),
            one.phase,
            one.duties.get("lead", "-"),
            f"{'DRILL: ' if one.drill else ''}{state(one, now)}",
        )
        for one in found
    ]
    show(("id", "severity", "phase", "lead", "what is due"), rows)


def _brief(response: Response) -> dict[str, object]:
    names = ("incident_id", "severity", "phase", "declared_at", "declared_by", "next_update_at", "paused", "drill")
    return {name: getattr(response, name) for name in names} | {"lead": response.duties.get("lead")}
