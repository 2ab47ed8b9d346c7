"""Exit codes, in one table: scripts may rely on them."""

from __future__ import annotations

from storage.errors import (
    ClassifierError,
    ConfigError,
    Conflict,
    ListenerError,
    QueryError,
    StoreBusy,
    StoreError,
)

OK, FAILED, WRONG, BUSY, STORE, MODEL, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

MEANINGS = {
    OK: "done",
    FAILED: "done, but something failed: a source, a row, a message; the output says which",
    WRONG: "wrong usage, configuration or query; nothing was done",
    BUSY: "another process holds the store; try again, or stop the service",
    STORE: "the store is missing, damaged, full or from a newer version",
    MODEL: "the model is missing or damaged",
    INTERRUPTED: "stopped by Ctrl-C",
}

EPILOG = "\b\nExit codes:\n" + "\n".join(f"  {code:>3}  {meaning}" for code, meaning in MEANINGS.items())

_CODES: tuple[tuple[type[ListenerError], int], ...] = (
    (ConfigError, WRONG),
    (QueryError, WRONG),
    (StoreBusy, BUSY),
    (Conflict, FAILED),
    (StoreError, STORE),
    (ClassifierError, MODEL),
)


def code_of(error: ListenerError) -> int:
    """The exit code that an error ends a command with."""
    return next((code for sort, code in _CODES if isinstance(error, sort)), FAILED)
