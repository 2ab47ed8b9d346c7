"""What holds for all tests of the pages: passwords cost no test seconds."""

import pytest

from listener.people import passwords
from tests.worlds.clients import QUICK


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", QUICK)
