"""All commands of the command line, as the program itself knows them."""

from __future__ import annotations

from typing import Any

from typer.main import get_command

from listener.cli import app


def every_command() -> list[tuple[tuple[str, ...], Any]]:
    """The words of each command and group of commands, and the command."""
    found: list[tuple[tuple[str, ...], Any]] = []
    waiting: list[tuple[tuple[str, ...], Any]] = [((), get_command(app))]
    while waiting:
        words, command = waiting.pop()
        found += [(words, command)] if words else []
        waiting += [((*words, name), inner) for name, inner in getattr(command, "commands", {}).items()]
    return sorted(found, key=lambda each: each[0])
