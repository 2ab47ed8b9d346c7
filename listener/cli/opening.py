"""What a command opens for a short while: a file, and beside a running service its store or the whole application."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import typer

from storage.errors import StoreError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from listener.app import App
    from listener.config.config import Config
    from storage.opening import Mode
    from storage.store import Store

T = TypeVar("T")


def lines_of(file: str) -> AbstractContextManager[BinaryIO]:
    """The lines of a file, or of the standard input for "-"."""
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from None


@contextmanager
def reading(config: Config, mode: Mode = "read") -> Iterator[Store]:
    """The store as it is; StoreError if there is none yet."""
    from storage.opening import open_store

    if not config.store.exists():
        raise StoreError(
            f"nothing is stored yet: there is no {config.store}; begin with: listener poll, or: listener run"
        )
    store = open_store(config.store, mode)
    try:
        yield store
    finally:
        store.close()


def whole(path: Path) -> Config:
    """What the file says, its queries taken as they are, together with what was made on pages."""
    from listener.config.loading import load

    return with_made(load(path, read_queries=False))


def with_made(loaded: Config) -> Config:
    """The file's configuration together with what was made on pages, where there is a store."""
    from listener.config.loading import join

    if not loaded.store.exists():
        return loaded
    with reading(loaded) as store:
        return join(loaded, store.made())


def zone_of(path: Path) -> ZoneInfo:
    """The zone in which people read times."""
    from listener.config.loading import load

    return load(path, read_queries=False).zone


def here(text: str, path: Path | None) -> str:
    """A sentence that may name moments in UTC, as its readers are told it: by their clock, which it names."""
    from listener.wording.moments import localised
    from storage.clock import WallClock
    from storage.errors import ListenerError

    if path is None or " UTC" not in text:
        return text
    try:
        return localised(text, zone_of(path), WallClock().now(), named=True)
    except (ListenerError, OSError):
        return text  # it may be the configuration that cannot be read


def ask(config: Path, step: Callable[[App], Awaitable[T]]) -> T:
    """What one step of the application answers."""
    import asyncio

    from listener.app import build
    from listener.config.loading import load
    from listener.logs import configure

    async def run() -> T:
        async with build(load(config, read_queries=False)) as running:
            return await step(running)

    configure("error")
    return asyncio.run(run())
