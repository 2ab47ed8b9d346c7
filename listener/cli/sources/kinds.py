"""`listener sources list`, `kinds` and `show`: what there is to listen to, what it costs and needs, ready to paste."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import emit, say, show

if TYPE_CHECKING:
    from listener.config.kinds import Sort


def listed(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """List the configured sources with their state, then every kind that there is, with what it costs and needs.

    The word `list` may be left out.

    Example: listener sources list
    """
    from listener.cli.sources.states import states

    configured = states(config)
    if json:
        emit({"sources": configured, "kinds": [_plain(each) for each in _kinds()]})
        return
    if configured:
        rows = [[str(value) for value in state.values()] for state in configured]
        show(("configured source", "type", "state", "read", "used", "stands in"), rows)
        say("")
    _table()


def kinds(json: Json = False) -> None:
    """List every kind of source with what it costs and needs.

    Example: listener sources kinds
    """
    if json:
        emit({"kinds": [_plain(each) for each in _kinds()]})
    else:
        _table()


def shown(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="A kind of source; `listener sources kinds` lists them.")],
    json: Json = False,
) -> None:
    """Show one kind of source: what it reads, needs and may, and a block that is ready to paste.

    The word `show` may be left out.

    Example: listener sources show hackernews
    """
    from listener.config.kinds_reference import facts_of

    found = _kind(kind)
    if json:
        emit(_plain(found))
        return
    say(f"{found.title}: {found.meaning}\n")
    for fact in facts_of(found):
        say(f"  {fact}")
    say(f"\nInto config.toml:\n\n{found.block}\nFirst see what comes: listener sources try {found.type}")
    say(f"Both at once: listener sources add {found.type} --set KEY=VALUE")


def _table() -> None:
    from listener.config.kinds import NEEDS

    rows = [(each.type, each.title, NEEDS[each.about.needs], each.about.cost, each.about.quota) for each in _kinds()]
    show(("kind", "place", "needs", "costs", "allows"), rows)
    say("\nOne of them, ready to paste: listener sources show KIND")


def _kinds() -> list[Sort]:
    from listener.config.kinds import kinds

    return kinds()


def _kind(name: str) -> Sort:
    from listener.config.findings import suggest
    from listener.config.kinds import kind
    from sources.base import sources

    try:
        return kind(name)
    except KeyError:
        raise typer.BadParameter(f'there is no kind "{name}"; {suggest(name, sources.all())}') from None


def _plain(each: Sort) -> dict[str, Any]:
    from listener.wording.rights import sentences

    rights = sentences(each.about.rights, asked=each.rechecks, told=each.tells)
    return {**asdict(each), "title": each.title, "rights": rights}
