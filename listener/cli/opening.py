"""The store, or the whole application, as a command opens it: beside a running service, for a short while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from storage.errors import StoreError

if TYPE_CHECKING:
    from listener.app import App
    from listener.config.config import Config
    from storage.store import Store

T = TypeVar("T")


@contextmanager
def reading(config: Config) -> Iterator[Store]:
    """The store to read from; StoreError if there is none yet."""
    from storage.opening import open_store

    if not config.store.exists():
        raise StoreError(
            f"nothing is stored yet: there is no {config.store}; begin with: listener poll, or: listener run"
        )
    store = open_store(config.store, "read")
    try:
        yield store
    finally:
        store.close()


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
