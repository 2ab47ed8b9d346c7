"""What a running service knows of its own stages: when each last did its work, and what it fails with."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from listener.wording.masking import masked
from storage.records import ServiceState, StageState

MEGABYTE = 1024 * 1024
LITTLE = 64 * MEGABYTE
"""A disk with less room is told of before nothing can be stored any more."""


class Progress:
    """Kept in memory, so that the process can tell how it does when nothing can be stored.

    Attributes:
        refused: Why the configuration as it stands in the file is not used; None where it is.
        restart: Settings that were changed and count from the next start on, in words.
        room: Bytes that the store's disk has left; None where that is not known.
    """

    def __init__(self) -> None:
        self.refused: str | None = None
        self.restart: tuple[str, ...] = ()
        self.room: int | None = None
        self._started_at: datetime | None = None
        self._catching_up_since: datetime | None = None
        self._stages: dict[str, StageState] = {}

    def begin(self, stages: Mapping[str, timedelta], now: datetime) -> None:
        """From now on this process is a service, whose stages are called every so often."""
        self._started_at, self._catching_up_since = now, None
        self._stages = {name: StageState(name=name, every=every) for name, every in stages.items()}

    def succeeded(self, stage: str, now: datetime) -> None:
        """A stage came to its end."""
        self._stages[stage] = replace(self._stages[stage], succeeded_at=now, failing_since=None, error=None)

    def failed(self, stage: str, error: Exception, now: datetime) -> None:
        """A stage broke off."""
        before = self._stages[stage]
        what = masked(str(error) or repr(error))
        self._stages[stage] = replace(before, failing_since=before.failing_since or now, error=what)

    def _little_room(self) -> Iterator[str]:
        if self.room is not None and self.room < LITTLE:
            yield f"the disk of the store is nearly full, {self.room / MEGABYTE:.0f} MB are left: make room on it"

    def clock_was_set(self, by: timedelta, now: datetime) -> None:
        """What was noted by the clock as it was is told by the clock as it is: how long ago it was stays the same.

        A stage may have come to its end since the clock was set, before anybody noticed: by the new clock, `now`, that
        is no future, and it is not moved a second time.
        """
        self._started_at = self._started_at and self._started_at + by
        self._catching_up_since = self._catching_up_since and self._catching_up_since + by
        self._stages = {name: _moved(stage, by, now) for name, stage in self._stages.items()}

    def must_catch_up(self, now: datetime) -> None:
        """The clock was set forward: what was due later is due at once, and not late yet."""
        self._catching_up_since = now

    def state(self, faults: Sequence[str], now: datetime) -> ServiceState | None:
        """A sign of life, which is stored and so holds no secret; None where this process is no service."""
        if self._started_at is None:
            return None
        return ServiceState(
            at=now,
            started_at=self._started_at,
            process=os.getpid(),
            stages=tuple(self._stages.values()),
            refused=self.refused and masked(self.refused),
            restart=self.restart,
            faults=(*map(masked, faults), *self._little_room()),
            catching_up_since=self._catching_up_since,
        )


def _moved(stage: StageState, by: timedelta, now: datetime) -> StageState:
    succeeded, failing = stage.succeeded_at, stage.failing_since
    return replace(
        stage,
        succeeded_at=succeeded and _noted(succeeded, by, now),
        failing_since=failing and _noted(failing, by, now),
    )


def _noted(at: datetime, by: timedelta, now: datetime) -> datetime:
    """A moment of the past by the new clock; after a step back what seems to lie ahead is of the old one for sure."""
    return min(at + by, now) if by > timedelta(0) or at > now else at
