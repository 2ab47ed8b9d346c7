"""Whom a message is for, in words."""

from __future__ import annotations

from storage.records import Who


def meant(who: Who) -> str:
    """The name, and whether it is a rotation's."""
    return f"on call: {who.name}" if who.kind == "oncall" else who.name
