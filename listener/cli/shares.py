"""`listener shares`: addresses that show one thing to whoever has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.opening import ask, zone_of
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting
from listener.cli.output import emit, say, show
from listener.wording.moments import stamp

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from listener.app import App
    from storage.records import Share

app = typer.Typer(
    help="Give out a feed, a chart or a calendar, without sign-in, and withdraw it.", no_args_is_help=True
)


@app.command()
def feed(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it shows, for people.")],
    view: Annotated[str | None, typer.Option(help="The cases of a saved view of the inbox.", metavar="VIEW")] = None,
    expression: Annotated[str, typer.Option(help="Posts that satisfy it.", metavar="EXPRESSION")] = "",
    brand: Annotated[str, typer.Option(help="Posts of a brand.")] = "",
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Make a feed (Atom) of posts and print its address, once: nobody can see it again.

    Example: listener shares feed "complaints" --expression intent:complaint --brand Acme
    """
    from listener.actions import shares
    from listener.web.sharing import of_search, of_view

    async def give(running: App) -> tuple[str, Share, tuple[str, ...]]:
        shows = await of_view(running, view) if view is not None else of_search(running.config, expression, brand)
        path, share = await shares.add(running, "feed", name, shows, acting(who))
        return path, share, _homes(running)

    _print(*ask(config, give))


@app.command()
def chart(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it shows, for people.")],
    brand: Annotated[str, typer.Option(help="Of which brand.")],
    what: Annotated[str, typer.Option("--chart", help="volume, net or voice.")] = "volume",
    span: Annotated[str, typer.Option(help="The time up to now: 24h, 7d, 30d or 90d.")] = "30d",
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Make a picture (SVG) of a chart and print its address, once; it always shows the time up to now.

    Example: listener shares chart "Acme in the intranet" --brand Acme --chart net
    """
    from listener.actions import shares
    from listener.web.sharing import of_chart

    async def give(running: App) -> tuple[str, Share, tuple[str, ...]]:
        shows = of_chart(running.config, brand, what, span)
        path, share = await shares.add(running, "chart", name, shows, acting(who))
        return path, share, _homes(running)

    _print(*ask(config, give))


@app.command()
def calendar(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it shows, for people.")],
    person: Annotated[str, typer.Option(help="The turns of one person.")] = "",
    rotation: Annotated[str, typer.Option(help="The turns in one rotation.")] = "",
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Make a calendar (ICS) of who is on call and print its address, once; it tells of eight weeks and follows changes.

    Example: listener shares calendar "my turns" --person Mia
    """
    from listener.actions import shares
    from listener.web.sharing import of_calendar

    async def give(running: App) -> tuple[str, Share, tuple[str, ...]]:
        shows = of_calendar(running.config, person, rotation)
        path, share = await shares.add(running, "calendar", name, shows, acting(who))
        return path, share, _homes(running)

    _print(*ask(config, give))


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show what was given out, without the addresses themselves.

    Example: listener shares list
    """
    found = ask(config, lambda running: running.read(running.store.shares))
    if json:
        for share in found:
            emit(_plain(share))
        return
    zone = zone_of(config)
    rows = [_row(each, zone) for each in found]
    show(("id", "kind", "name", "made by", f"made ({zone})", f"used ({zone})"), rows)


@app.command()
def withdraw(
    id: Annotated[int, typer.Argument(metavar="ID", help="Its number.")],
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Withdraw an address now: it shows nothing any more.

    Example: listener shares withdraw 2
    """
    from listener.actions import shares

    gone = ask(config, lambda running: shares.withdraw(running, id, acting(who)))
    say(f"{gone.name} shows nothing any more")


def _homes(running: App) -> tuple[str, ...]:
    from listener.people.links import homes

    return homes(running.config)


def _print(path: str, share: Share, homes: tuple[str, ...]) -> None:
    say(f"{share.name}; keep the address now, it is shown once:")
    for home in homes:
        say(home + path)


def _plain(share: Share) -> dict[str, object]:
    names = ("id", "kind", "name", "made_by", "made_at", "used_at")
    return {**{name: getattr(share, name) for name in names}, "shows": dict(share.shows)}


def _row(share: Share, zone: ZoneInfo) -> list[str]:
    used = stamp(share.used_at, zone) if share.used_at else "never"
    return [str(share.id), share.kind, share.name, share.made_by, stamp(share.made_at, zone), used]
