"""`listener cases`: see what waits in the inbox, take it, answer it, end it; and take back what was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from listener.cli.opening import ask, here, reading
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting, ahead
from listener.cli.output import complain, emit, say

if TYPE_CHECKING:
    from listener.actions.cases import Done
    from listener.app import App
    from storage.records import Actor

app = typer.Typer(help="The inbox: see what waits, take it, answer it, end it.", no_args_is_help=True)

Ids = Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of cases.")]
Id = Annotated[int, typer.Argument(metavar="ID", help="Number of the case.")]
Step = Callable[["App", "Actor"], Awaitable["Done"]]


Status = Annotated[
    Literal["active", "new", "open", "on hold", "closed"],
    typer.Option(help="active, new, open, on hold or closed."),
]
Assignee = Annotated[str | None, typer.Option(help='Whose they are; "" for nobody\'s.', metavar="NAME")]
Team = Annotated[str | None, typer.Option(help="Of a team.", metavar="NAME")]
About = Annotated[str | None, typer.Option(help="About a brand.", metavar="NAME")]
Tag = Annotated[str | None, typer.Option(help="With a tag.", metavar="TAG")]
Late = Annotated[bool, typer.Option("--late", help="Only those whose answer is overdue.")]
Doubtful = Annotated[bool, typer.Option("--doubt", help="Only those whose reading is in doubt.")]
Vip = Annotated[bool, typer.Option("--vip", help="Only those of people for whom one hurries.")]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")]


@app.command("list")
def list_(
    status: Status = "active",
    assignee: Assignee = None,
    team: Team = None,
    brand: About = None,
    tag: Tag = None,
    late: Late = False,
    doubt: Doubtful = False,
    vip: Vip = False,
    limit: Limit = 50,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Show the queue: what is due first, with the reason why it is there.

    Example: listener cases list --late --brand Acme
    """
    from listener.cli.cases.shown import as_json, table
    from listener.config.loading import load
    from storage.clock import WallClock
    from storage.records import Wanted

    wanted = Wanted(status=status, assignee=assignee, team=team, brand=brand, tag=tag, late=late, doubt=doubt, vip=vip)
    loaded, now = load(config, read_queries=False), WallClock().now()
    with reading(loaded) as store:
        found = store.queue(wanted, now, limit=limit)
        leads = {each.id: each for each in store.mentions([case.lead for case in found])}
        count = store.queue_size(wanted, now)
    if json:
        for case in found:
            emit(as_json(case, leads.get(case.lead)))
        return
    table(found, leads, now, loaded.zone)
    if count > len(found):
        say(f"{count - len(found):,} more: --limit shows them")


@app.command("show")
def show_(id: Id, config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show everything about a case: why it is here, what was said, what was done.

    Example: listener cases show 3
    """
    from listener.cli.cases.shown import as_json, tell
    from listener.config.loading import load
    from storage.errors import ListenerError

    loaded = load(config, read_queries=False)
    with reading(loaded) as store:
        case = store.case(id)
        if case is None:
            raise ListenerError(f"there is no case {id}; `listener cases list` shows those that there are")
        messages, _, count = store.case_mentions(id)
        stored = store.mentions(messages)
    if json:
        lead = next((each for each in stored if each.id == case.lead), None)
        emit(as_json(case, lead) | {"mentions": count, "history": [vars_of(each) for each in case.history]})
    else:
        tell(case, stored, count, loaded.zone)


@app.command("file")
def file_(
    mention: Annotated[int, typer.Argument(metavar="MENTION", help="As `listener search` shows it.")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Put a stored mention into the inbox by hand.

    Example: listener cases file 1772366400000000 --who Mia
    """
    from listener.actions import cases
    from listener.cli.cases.shown import as_json

    case = ask(config, lambda running: cases.put_in(running, mention, acting(who)))
    if json:
        emit(as_json(case, None))
    else:
        say(f"case {case.id}, {case.status}: {case.reason}")


@app.command()
def take(ids: Ids, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Take care of cases.

    Example: listener cases take 3 4 --who Mia
    """
    from listener.actions import cases

    _do(config, who, json, lambda running, actor: cases.take(running, ids, actor))


@app.command()
def assign(
    ids: Ids,
    to: Annotated[str | None, typer.Option(help="Name of the person.", metavar="NAME")] = None,
    team: Annotated[str | None, typer.Option(help="Name of the team.", metavar="NAME")] = None,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Give cases to a person or a team; with neither, back to all.

    Example: listener cases assign 3 --to Bo --who Mia
    """
    from listener.actions import cases

    _do(config, who, json, lambda running, actor: cases.assign(running, ids, actor, to=to, team=team))


@app.command()
def hold(
    ids: Ids,
    until: Annotated[
        str | None,
        typer.Option(help='When it comes back: "2026-03-09T08:00", "2h"; left out: when opened.', metavar="TIME"),
    ] = None,
    length: Annotated[str | None, typer.Option("--for", help="The same, by another name.", metavar="TIME")] = None,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Put cases off.

    Example: listener cases hold 3 --for 2h --who Mia
    """
    from listener.actions import cases

    def step(running: App, actor: Actor) -> Awaitable[Done]:
        now = running.clock.now()
        if length and until:
            raise typer.BadParameter("write --until or --for: both say when it comes back")
        when = length or until
        return cases.hold(running, ids, actor, ahead(when, running.config, now) if when else None)

    _do(config, who, json, step)


@app.command()
def close(ids: Ids, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Say that nothing is left to do; a new message of the conversation opens a case again.

    Example: listener cases close 3 4 5 --who Mia
    """
    from listener.actions import cases

    _do(config, who, json, lambda running, actor: cases.close(running, ids, actor))


@app.command()
def reopen(ids: Ids, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Open cases again that were closed or put off.

    Example: listener cases reopen 3 --who Mia
    """
    from listener.actions import cases

    _do(config, who, json, lambda running, actor: cases.reopen(running, ids, actor))


@app.command()
def note(
    id: Id,
    text: Annotated[str, typer.Argument(help="What to write down.")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Write a note, for those inside.

    Example: listener cases note 3 "Serials from 2507" --who Mia
    """
    from listener.actions import cases

    _do(config, who, json, lambda running, actor: cases.note(running, [id], text, actor))


@app.command()
def tag(
    ids: Ids,
    add: Annotated[list[str] | None, typer.Option(help="A tag it gets.", metavar="TAG")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="A tag it loses.", metavar="TAG")] = None,
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Add tags to cases, or take them away.

    Example: listener cases tag 3 --add lid --remove app --who Mia
    """
    from listener.actions import cases

    _do(config, who, json, lambda running, actor: cases.label(running, ids, actor, add=add or (), remove=remove or ()))


@app.command()
def correct(
    id: Id,
    head: Annotated[str, typer.Argument(help="sentiment, intent, emotion, irony, offensive, risk or toward.")],
    label: Annotated[str, typer.Argument(help="The right one.")],
    brand: Annotated[str, typer.Option(help="Toward which; left out where it is about one.", metavar="NAME")] = "",
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Say what is right in a reading: it counts at once, for all copies, and teaches the model.

    Example: listener cases correct 3 sentiment neutral --who Mia
    """
    from listener.actions import correcting

    _do(config, who, json, lambda running, actor: correcting.correct(running, id, head, label, actor, brand))


@app.command()
def draft(
    id: Id,
    text: Annotated[str, typer.Argument(help='The answer; "" drops it.')],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Write an answer that stays here until somebody posts it.

    Example: listener cases draft 3 "We are sorry, and look into it." --who Mia
    """
    from listener.actions import cases

    _do(config, who, json, lambda running, actor: cases.draft(running, id, text, actor))


@app.command()
def approve(id: Id, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Say that the draft of somebody else may go out as it stands now; `listener cases show` prints it.

    Example: listener cases approve 3 --who Bo
    """
    from listener.actions import cases

    async def step(running: App, actor: Actor) -> Done:
        present = (await cases.found(running, id)).draft
        return await cases.approve(running, id, present.text if present else "", actor)

    _do(config, who, json, step)


@app.command()
def answered(
    id: Id,
    url: Annotated[str, typer.Argument(help="Where the answer stands; left out where it has no address.")] = "",
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Say that a case was answered, and where.

    Example: listener cases answered 3 https://social.example.org/@acme/1 --who Mia
    """
    from listener.actions import cases

    _do(config, who, json, lambda running, actor: cases.answered(running, id, url, actor))


@app.command()
def undo(who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Take back what you did last, within ten minutes, unless something came after it.

    Example: listener cases undo --who Mia
    """
    from listener.actions import cases

    act, done = ask(config, lambda running: cases.undo(running, acting(who)))
    if not json:
        say(f"took back: {act.what}")
    _show(done, json, config)


@app.command()
def times(
    days: Annotated[int, typer.Option(min=1, max=3660, help="Of the cases of so many days.")] = 30,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Show how fast the inbox is worked: first answers, ends, and promises kept, by brand and by person.

    Example: listener cases times --days 7
    """
    from listener.actions.desk import pace
    from listener.cli.cases.shown import times_table
    from listener.config.loading import load
    from listener.exports.cases import times
    from storage.clock import WallClock

    loaded, now = load(config, read_queries=False), WallClock().now()
    with reading(loaded) as store:
        found = pace(store, loaded, now - timedelta(days=days), now)
    if json:
        emit(times(found, loaded.desk))
    else:
        times_table(found, loaded.desk, loaded.zone)


def vars_of(entry: object) -> dict[str, object]:
    """A record's fields."""
    from dataclasses import asdict

    return asdict(entry)  # type: ignore[call-overload,no-any-return]


def _do(config: Path, who: str, json: bool, step: Step) -> None:
    _show(ask(config, lambda running: step(running, acting(who))), json, config)


def _show(done: Done, json: bool, config: Path) -> None:
    from listener.cli.cases.shown import as_json

    for case in done.cases:
        if json:
            emit(as_json(case, None))
        else:
            last = case.history[-1] if case.history else None
            whose = f", {case.assignee}'s" if case.assignee else ""
            say(here(f"case {case.id}, {case.status}{whose}: {last.what if last else case.reason}", config))
    for id, why in done.refused:
        complain(here(f"case {id} is left as it is: {why}", config))
