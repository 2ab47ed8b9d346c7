"""The command line: one file a command, no logic, and nothing heavy imported before a command needs it."""

from listener.cli.commands import app, main

__all__ = ["app", "main"]
