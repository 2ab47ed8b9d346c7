"""What a running service says of itself, so that others can tell whether it lives and works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class StageState:
    """How one of the service's stages is doing.

    Attributes:
        every: How often it is called.
        succeeded_at: When it last came to its end without an error; None: not since the start.
        failing_since: Since when each call has failed; None while it works.
        error: What its last call failed with; None while it works.
    """

    name: str
    every: timedelta
    succeeded_at: datetime | None = None
    failing_since: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """A sign of life.

    Attributes:
        at: When it was given.
        catching_up_since: When a step of the clock made everything due at once; None: not since the start.
        process: The number that the operating system gave the process.
        refused: Why the configuration as it stands in the file is not used; None where it is.
        restart: Settings that were changed and count from the next start on, in words.
        faults: What fails inside a stage that works as a whole, in words.
    """

    at: datetime
    started_at: datetime
    process: int
    stages: tuple[StageState, ...] = ()
    refused: str | None = None
    restart: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    catching_up_since: datetime | None = None
