"""Where commands are tried: a folder with a configuration and a store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from storage.sqlite import SqliteStore
from tests.conformance.stores import incident

CONFIG = """
[listener]
store = "listener.db"
[[brands]]
name = "Acme"
[[queries]]
name = "acme"
brand = "Acme"
expression = "acme"
[[targets]]
name = "screen"
type = "console"
[[routes]]
name = "all"
targets = ["screen"]
"""


@pytest.fixture
def one_incident(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A store with one open incident."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("USER", "Mia")
    opened = SqliteStore.open(tmp_path / "listener.db")
    now = datetime.now(UTC)
    opened.commit_incident(incident(opened_at=now - timedelta(minutes=5)), [], now)
    opened.close()
    yield
    structlog.reset_defaults()
