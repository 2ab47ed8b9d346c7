"""Where files of exports lie, and for how long."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.opening import Location
from storage.records import Export

FOLDER = "exports"
"""Beside the store."""
KEPT = timedelta(days=2)
"""How long a file can be fetched."""


def folder(at: Location) -> Path:
    """Where they lie."""
    return at.folder / FOLDER


def place(at: Location, export: Export) -> Path:
    """Where the file of one lies, or will."""
    return folder(at) / f"{export.id}.{export.format}"
