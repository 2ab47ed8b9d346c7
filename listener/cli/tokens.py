"""`listener tokens`: what programs come in with."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.opening import ask, zone_of
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting, ahead
from listener.cli.output import emit, say, show
from listener.wording.moments import full_stamp, stamp

if TYPE_CHECKING:
    from listener.app import App
    from storage.records import Token

app = typer.Typer(help="Let programs in, each with a role and an end.", no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What will use it.")],
    role: Annotated[str, typer.Option(help="observer, responder, manager or administrator.")] = "observer",
    length: Annotated[
        str, typer.Option("--for", help='How long it works: "90d"; or until when: "2026-12-31".', metavar="TIME")
    ] = "90d",
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Make a token and print it, once: nobody can see it again.

    Programs send it as `Authorization: Bearer TOKEN`. An observer's reads /metrics and all of /health.

    Example: listener tokens add prometheus --for 365d
    """
    from listener.actions import tokens

    def make(running: App) -> Awaitable[tuple[str, Token]]:
        now = running.clock.now()
        return tokens.add(running, name, role, ahead(length, running.config, now) - now, acting(who))

    secret, token = ask(config, make)
    say(
        f"{token.name}, {token.role} until {full_stamp(token.ends_at, zone_of(config))}; keep it now, it is shown once:"
    )
    say(secret)


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show what there is, without the tokens themselves.

    Example: listener tokens list
    """
    found = ask(config, lambda running: running.read(running.store.tokens))
    if json:
        for token in found:
            emit(_plain(token))
        return
    zone = zone_of(config)
    rows = [
        (
            str(token.id),
            token.name,
            token.role,
            stamp(token.ends_at, zone),
            token.made_by,
            stamp(token.used_at, zone) if token.used_at else "never",
        )
        for token in found
    ]
    show(("id", "name", "role", f"ends ({zone})", "made by", f"used ({zone})"), rows)


@app.command()
def end(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, or its number.")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """End a token now.

    Example: listener tokens end prometheus
    """
    from listener.actions import tokens

    ended = ask(config, lambda running: tokens.end(running, name, acting(who)))
    say(f"{ended.name} is worth nothing any more")


def _plain(token: Token) -> dict[str, object]:
    return {name: getattr(token, name) for name in ("id", "name", "role", "made_by", "made_at", "ends_at", "used_at")}
