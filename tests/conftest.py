"""What holds for all tests: those that await run on asyncio."""

import pytest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The one event loop that the application is written for."""
    return "asyncio"
