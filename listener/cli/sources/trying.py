"""`listener sources try`: the first items of a source as mentions, before anything is saved."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from listener.cli.exits import FAILED
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import complain, emit, say, show
from listener.cli.sources.states import origin
from listener.wording.figures import counted
from listener.wording.moments import full_stamp, localised

if TYPE_CHECKING:
    from listener.config.config import Config
    from listener.trials.tasting import Tasting
    from sources.base import Options
    from storage.records import Ask, Mention


def attempt(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A configured source, or a kind with --set.")],
    words: Annotated[
        list[str] | None, typer.Option("--words", help="Search for this instead of the queries' words; several times.")
    ] = None,
    set: Annotated[
        list[str] | None, typer.Option("--set", help="A setting as KEY=VALUE, as in TOML; several times.")
    ] = None,
    count: Annotated[int, typer.Option("--count", min=1, help="Show so many mentions.")] = 3,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Ask a source once, and show what comes as mentions, and which fields stay empty; nothing is stored.

    A block that is not in the configuration yet is tried from a file of its own: --config block.toml.
    Exits with 1 if nothing can be read.

    Example: listener sources try hackernews --words acme
    """
    from listener.cli.opening import with_made
    from listener.config.loading import load

    loaded = with_made(load(config)) if config.exists() else None
    chosen = _source(source, set or [], loaded, config)
    found = tasted(chosen, loaded, words or [], config)
    place = origin(loaded, source) if loaded and loaded.source(source) else None
    if json:
        shown = [asdict(each) for each in found.mentions[:count]]
        emit({"source": source, "from": place, **asdict(found), "mentions": shown})
    else:
        if place == "pages":
            say(f"{source} was made on pages")
        tell(found, count, loaded.zone if loaded else UTC)
    if found.unreadable:
        raise typer.Exit(FAILED)
    if place is None and not json:
        elsewhere = "" if config == DEFAULT_CONFIG else f" --config {config}"
        say(f"To keep it: listener sources add {source}{_again(set or [])}{elsewhere}")


def tasted(chosen: Options, loaded: Config | None, words: list[str], config: Path) -> Tasting:
    """What it brings at once; what went wrong is told, and ends the command."""
    import asyncio

    from listener.cli.opening import here
    from listener.config.sections import CollectSection
    from listener.trials.tasting import taste
    from storage.clock import WallClock
    from storage.errors import SourceError

    contact, collect = (loaded.contact, loaded.collect) if loaded else ("", CollectSection())
    folder, ask = config.resolve().parent, _ask(loaded, words)
    try:
        return asyncio.run(taste(chosen, ask, WallClock(), contact=contact, collect=collect, folder=folder))
    except SourceError as error:
        complain(here(f"{chosen.name}: {error}", config))
        raise typer.Exit(FAILED) from None


@contextmanager
def told_how(kind: str) -> Iterator[None]:
    """Where a setting is missing it is also told how to come by it, and what the command could look like."""
    from listener.config.kinds import toml
    from sources.base import sources
    from storage.errors import ConfigError

    try:
        yield
    except ConfigError:
        model = sources.get(kind)
        needed = [(name, field) for name, field in model.model_fields.items() if field.is_required() and name != "name"]
        shown = (f"{field.alias or name}={toml(field.examples[0])}" for name, field in needed if field.examples)
        complain(f"for example: listener sources try {kind}{_again(list(shown))}")
        if model.about.how:
            complain(model.about.how)
        raise


def _again(given: list[str]) -> str:
    return "".join(f" --set {shlex.quote(each)}" for each in given)


def _source(name: str, given: list[str], loaded: Config | None, config: Path) -> Options:
    from listener.config.findings import suggest
    from listener.config.loading import read_source
    from sources.base import sources

    known = loaded.source(name) if loaded else None
    if known is not None and not given:
        return known
    if known is None and name not in sources.all():
        names = [*(each.name for each in loaded.sources if loaded), *sources.all()] if loaded else list(sources.all())
        raise typer.BadParameter(f'there is no source and no kind "{name}"; {suggest(name, names)}')
    if known is not None and loaded is not None:
        place = config if origin(loaded, name) == "file" else "the page Sources, where it was made"
        raise typer.BadParameter(f'"{name}" is configured; try it without --set, or change it in {place}')
    with told_how(name):
        return read_source({"name": name, "type": name, **dict(map(setting, given))}, config.resolve().parent)


def setting(text: str) -> tuple[str, Any]:
    """KEY=VALUE as a setting; a value that is no TOML is a text."""
    key, found, value = text.partition("=")
    if not found:
        raise typer.BadParameter(f'"{text}" is no setting; write it as --set url=https://example.org/')
    try:
        return key.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value.strip()


def _ask(loaded: Config | None, words: list[str]) -> Ask:
    from rules.query import Matcher
    from storage.records import Ask

    if words or loaded is None:
        return Ask(groups=tuple((word,) for word in words))
    return Matcher(loaded.queries, lists=loaded.lists).ask


def tell(found: Tasting, count: int, zone: tzinfo) -> None:
    """The first mentions, and which fields are filled in."""
    from listener.wording.usage import said
    from storage.clock import WallClock

    for mention in found.mentions[:count]:
        _show(mention, zone)
    total = len(found.mentions)
    say(f"{counted(total, 'mention')} came, nothing was stored" if total else "nothing came, and nothing was stored")
    if total:
        show(("field", "filled in"), [(name, f"{times} of {total}") for name, times in found.filled.items()])
    for each in found.used:
        say(f"used: {said(each, zone)}; what is tried is not counted for a configured source")
    for sentence in (*found.empty, *found.doubts):
        complain(localised(sentence, zone, WallClock().now(), named=True))


def _show(mention: Mention, zone: tzinfo) -> None:
    author = mention.author
    head = [full_stamp(mention.published_at, zone) if mention.published_at else "without a time", mention.kind]
    head += [author.handle or author.name or "without an author"]
    head += [f"{author.followers} followers"] if author.followers is not None else []
    head += [f"{mention.rating.value:g} of {mention.rating.best:g}"] if mention.rating else []
    said = [" · ".join(head), mention.title, mention.text[:500], mention.url or ""]
    say("\n".join(filter(None, said)) + "\n")
