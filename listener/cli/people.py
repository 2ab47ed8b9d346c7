"""`listener people`: who may come in, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.opening import ask, zone_of
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting
from listener.cli.output import emit, say, show
from listener.wording.moments import stamp

if TYPE_CHECKING:
    from listener.app import App
    from rules.alerting.people import Person
    from storage.records import Account

app = typer.Typer(help="See who may come in, and as what; let somebody in.", no_args_is_help=True)

Whom = Annotated[str, typer.Argument(metavar="NAME", help="The person, as the name is written.")]
Role = Annotated[str, typer.Argument(metavar="ROLE", help="observer, responder, manager or administrator.")]


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show everybody: those of config.toml, and those who were added.

    Example: listener people list
    """

    async def known(running: App) -> list[tuple[Person, str, Account | None]]:
        from listener.people.directory import origin

        accounts = {each.person: each for each in await running.read(running.store.accounts)}
        everybody = running.config.everybody
        return [(each, origin(running.config, each.name), accounts.get(each.name)) for each in everybody]

    found = ask(config, known)
    if json:
        for person, origin, account in found:
            emit({"name": person.name, "role": person.role, "mail": person.mail, "origin": origin, **_seen(account)})
        return
    zone = zone_of(config)
    rows = [
        (person.name, person.role, person.mail or "", origin, stamp(account.seen_at, zone) if account else "never")
        for person, origin, account in found
    ]
    show(("name", "role", "mail", "stands in", f"seen ({zone})"), rows)


@app.command()
def add(
    name: Whom,
    role: Annotated[str, typer.Option(help="observer, responder, manager or administrator.")] = "responder",
    mail: Annotated[str, typer.Option(help="Where links to sign in go, and messages.")] = "",
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Add somebody who does not stand in config.toml; `listener people link` then lets them in.

    Example: listener people add Mia --role manager --mail mia@example.org
    """
    from listener.actions import people

    added = ask(config, lambda running: people.add(running, name, mail, role, acting(who)))
    say(f"{added.name} is {added.role} from now on; let them in with: listener people link {_quoted(added.name)}")


@app.command()
def role(name: Whom, role: Role, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Give somebody who was added another role, as of now.

    Example: listener people role Mia administrator
    """
    from listener.actions import people

    changed = ask(config, lambda running: people.change(running, name, acting(who), role=role))
    say(f"{changed.name} is {changed.role} from now on")


@app.command()
def link(name: Whom, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Print a link that lets somebody in who is locked out, or has never been in; it works once, within 15 minutes.

    Whoever opens it can set a new password.

    Example: listener people link Mia
    """
    from listener.actions import people
    from listener.people.links import homes

    async def made(running: App) -> list[str]:
        path = await people.link(running, name, acting(who))
        return [home + path for home in homes(running.config)]

    here, *others = ask(config, made)
    say(f"Opened within 15 minutes, this lets {name} in, once: {here}")
    for other in others:
        say(f"or, from another machine: {other}")


@app.command()
def remove(name: Whom, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Take somebody out who was added: signed out everywhere, at once.

    Example: listener people remove Mia
    """
    from listener.actions import people

    gone = ask(config, lambda running: people.remove(running, name, acting(who)))
    say(f"{gone} is removed, and signed out everywhere")


@app.command("sign-out")
def sign_out(name: Whom, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Sign somebody out in every browser, and void the links that would let them in.

    Example: listener people sign-out Mia
    """
    from listener.actions import people

    ended = ask(config, lambda running: people.sign_out(running, name, acting(who)))
    say(f"{name} is signed out in {ended} {'browser' if ended == 1 else 'browsers'}")


def _seen(account: Account | None) -> dict[str, object]:
    return {"seen": account.seen_at if account else None, "password": bool(account and account.password)}


def _quoted(name: str) -> str:
    import shlex

    return shlex.quote(name)
