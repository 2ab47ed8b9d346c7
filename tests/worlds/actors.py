"""People who act in tests."""

from __future__ import annotations

from storage.records import Actor


def by(name: str) -> Actor:
    """Somebody at the command line."""
    return Actor(name=name, role="administrator", via="command line")
