"""What holds for all tests: those that await run on asyncio; and stores for those that read some."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from listener import logs
from listener.wording import masking
from storage.clock import WallClock
from storage.opening import locate, open_store
from storage.records import Mention
from storage.store import Store
from tests.worlds.mentions import Filled, commit, read_all


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The one event loop that the application is written for."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _no_secrets_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test hides, another may have to see."""
    monkeypatch.setattr(masking, "_hidden", masking.Hidden())


@pytest.fixture(autouse=True)
def _no_troubles_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test logged is not kept back as a repetition in another."""
    monkeypatch.setattr(logs, "_REPEATS", logs.Repeats(WallClock()))


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
