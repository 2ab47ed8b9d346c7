"""What holds for all tests: those that await run on asyncio."""

import pytest

from listener import logs
from listener.wording import masking
from storage.clock import WallClock


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
