"""Stores for the tests of this folder."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import structlog

from listener.classify.bundled import Bundled
from storage.opening import locate, open_store
from storage.records import Mention
from storage.store import Store
from tests.worlds.mentions import Filled, commit, read_all


@pytest.fixture(autouse=True, scope="session")
def _plain_tracebacks() -> None:
    """What is logged unconfigured would be drawn with all local variables, which takes seconds each time."""
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, structlog.dev.set_exc_info, renderer])


@pytest.fixture(scope="session")
def model() -> Bundled:
    """One loaded model for all tests."""
    return Bundled(threads=2)


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Filled]:
    """Makes a store with some mentions, matched and read; all are closed at the end."""
    opened: list[Store] = []

    def make(mentions: Sequence[Mention] = (), path: Path | None = None) -> Store:
        store = open_store(locate(path or tmp_path / f"{len(opened)}.db"))
        opened.append(store)
        commit(store, mentions)
        read_all(store)
        return store

    yield make
    for store in opened:
        store.close()
