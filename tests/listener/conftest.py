"""What the tests of this folder share: a model that is loaded once, and short tracebacks."""

import pytest
import structlog

from listener.classify.bundled import Bundled


@pytest.fixture(autouse=True, scope="session")
def _plain_tracebacks() -> None:
    """What is logged unconfigured would be drawn with all local variables, which takes seconds each time."""
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, structlog.dev.set_exc_info, renderer])


@pytest.fixture(scope="session")
def model() -> Bundled:
    """One loaded model for all tests."""
    return Bundled(threads=2)
