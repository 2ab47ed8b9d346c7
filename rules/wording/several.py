"""One value, or several of them, as people may write either."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def several(value: str | T) -> tuple[str] | T:
    """A single text as a tuple of one; all else as it is."""
    return (value,) if isinstance(value, str) else value
