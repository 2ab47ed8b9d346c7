"""The store as a command opens it: beside a running service, for a short while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from storage.errors import StoreError

if TYPE_CHECKING:
    from listener.config import Config
    from storage.store import Store


@contextmanager
def reading(config: Config) -> Iterator[Store]:
    """The store to read from; StoreError if there is none yet."""
    from storage.sqlite import SqliteStore

    if not config.store.exists():
        raise StoreError(
            f"nothing is stored yet: there is no {config.store}; begin with: listener poll, or: listener run"
        )
    store = SqliteStore.open(config.store, readonly=True)
    try:
        yield store
    finally:
        store.close()
