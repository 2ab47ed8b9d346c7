"""One loaded model for all tests of this folder."""

from __future__ import annotations

import pytest

from listener.classify.bundled import Bundled


@pytest.fixture(scope="session")
def model() -> Bundled:
    return Bundled(threads=2)
