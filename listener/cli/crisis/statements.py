"""`listener crisis update` and `listener crisis statement`: what is said in a crisis, to stakeholders and in public."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.crisis.steps import Id, Settings, changed, take_step, variables
from listener.cli.opening import ask
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting, ahead
from listener.cli.output import emit, say

if TYPE_CHECKING:
    from datetime import datetime

    from storage.records import Response

statement = typer.Typer(help="Draft, edit, approve and publish holding statements.", no_args_is_help=True)

StatementName = Annotated[str, typer.Argument(metavar="NAME", help="Name of the statement.")]
WORDS = "The words; - reads them from standard input."
Words = Annotated[str, typer.Argument(help=WORDS)]
Tell = Annotated[
    list[str] | None,
    typer.Option(help='Who gets it: a target, "person:NAME", "oncall:ROTATION"; several times.', metavar="WHO"),
]


def update(
    id: Id,
    status: Annotated[str, typer.Option(help="What is known, and what is not.", prompt=True)],
    scope: Annotated[str, typer.Option(help="Who and what is affected.", prompt=True)],
    actions: Annotated[str, typer.Option(help="What is being done.", prompt=True)],
    workaround: Annotated[str, typer.Option(help="What those affected can do meanwhile.")] = "",
    next: Annotated[
        str | None,
        typer.Option(help='When the next one comes, if sooner than usual: "20m", "2026-03-01T14:00".', metavar="TIME"),
    ] = None,
    tell: Tell = None,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Post an update: sent to whom you name, printed to be passed on, the next one promised. Parts left out are asked.

    Example: listener crisis update 3 --status "Cause found" --scope "Customers in Spain" --actions "Rolling back"
    """
    from listener.config.loading import load
    from rules.response import updates

    told = updates.Told(status=status, scope=scope, actions=actions, workaround=workaround)
    loaded = load(config, read_queries=False)

    def step(crisis: Response, now: datetime) -> Response:
        wait = ahead(next, loaded, now) - now if next else None
        return updates.post(crisis, told, who, now, wait, loaded.zone)

    after = take_step(config, id, who, step, tell=tell, json=json)
    if not json:
        say(f"\n{after.updates[-1].text}")


@statement.command()
def draft(
    id: Id,
    name: StatementName,
    text: Words,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Write a statement; somebody else approves it.

    Example: listener crisis statement draft 3 "What we know" "We have seen your posts about the lid." --who Bo
    """
    from rules.response import statements

    words = _words(text)
    take_step(config, id, who, lambda crisis, now: statements.draft(crisis, name, words, who, now), json=json)


@statement.command()
def edit(
    id: Id,
    name: StatementName,
    text: Annotated[str | None, typer.Argument(help=WORDS)] = None,
    settings: Settings = None,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Change the words of a statement, or fill in its variables; an approval that it had is gone.

    Example: listener crisis statement edit 3 "We are looking into it" --set status_page=status.acme.example --who Bo
    """
    from rules.response import statements

    given = variables(settings)
    if (text is None) == (not given):
        raise typer.BadParameter("write the words, or --set NAME=WORDS to fill a variable in")
    if text is None:
        take_step(config, id, who, lambda crisis, now: statements.complete(crisis, name, given, who, now), json=json)
    else:
        words = _words(text)
        take_step(config, id, who, lambda crisis, now: statements.edit(crisis, name, words, who, now), json=json)


@statement.command()
def approve(
    id: Id, name: StatementName, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False
) -> None:
    """Release a statement; somebody other than its author, who is lead, legal or executive.

    Example: listener crisis statement approve 3 "We are looking into it" --who Noor
    """
    from rules.response import statements

    take_step(config, id, who, lambda crisis, now: statements.approve(crisis, name, who, now), json=json)


@statement.command("ask")
def ask_(
    id: Id,
    name: StatementName,
    to: Annotated[str, typer.Option(help="Who is asked: lead, legal or executive, not its author.", metavar="NAME")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Have somebody told that a statement waits for their approval; again after five minutes.

    Example: listener crisis statement ask 3 "We are looking into it" --to Noor --who Bo
    """
    from listener.actions import crises

    changed(ask(config, lambda app: crises.ask(app, id, name, to, acting(who))), json)


@statement.command()
def use(
    id: Id, name: StatementName, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False
) -> None:
    """Say that an approved statement was published; it is printed to be copied.

    Example: listener crisis statement use 3 "We are looking into it" --who Bo
    """
    from listener.config.loading import load
    from rules.response import statements

    zone = load(config, read_queries=False).zone
    after = take_step(config, id, who, lambda crisis, now: statements.use(crisis, name, who, now, zone), json=json)
    if not json:
        say(f"\n{statements.named(after, name).text}")


@statement.command("list")
def list_(id: Id, config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show the statements with their words and approvals, and what the playbook says never to say.

    Example: listener crisis statement list 3
    """
    from dataclasses import asdict

    from listener.actions import crises
    from listener.config.loading import load
    from listener.crisis.screen import statement_line

    zone = load(config, read_queries=False).zone
    response = ask(config, lambda app: crises.found(app, id))
    for each in response.statements:
        if json:
            emit(asdict(each))
        else:
            say(f"{statement_line(each, zone)}\n\n{each.text}\n")
    if response.playbook and not json:
        _never(config.resolve().parent, response.playbook)


def _words(text: str) -> str:
    return typer.get_text_stream("stdin").read() if text == "-" else text


def _never(folder: Path, playbook: str) -> None:
    from listener.crisis.playbooks import files
    from storage.errors import ListenerError

    with suppress(ListenerError):  # the file is gone meanwhile; the record goes on without it
        if never := files.playbook(folder, playbook).never:
            say("\n".join(("Never say:", *(f"- {line}" for line in never))))
