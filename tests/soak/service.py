"""The real service as a process that is killed, started again, and told a wrong time."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PAUSE = 1.0
STOP = 40.0
READ = 65_536


@dataclass(slots=True, kw_only=True)
class Life:
    """From a start to an end.

    Attributes:
        began, ended: Seconds from the beginning of the run; `ended` is None while it lives.
        code: How it ended: 0 as asked, negative by a signal.
        killed: It was us.
    """

    pid: int
    began: float
    ended: float | None = None
    code: int | None = None
    killed: bool = False


class Service:
    """Starts `listener run` again whenever it ends, as an init system would.

    Attributes:
        lives: One after the other.
        log: Everything that it said goes there.
    """

    def __init__(self, config: Path, log: Path, clock: Path, now: Callable[[], float]) -> None:
        self.lives: list[Life] = []
        self.log = log
        self._config, self._clock, self._now = config, clock, now
        self._process: Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """Of the process that lives."""
        return self.lives[-1].pid if self.lives and self.lives[-1].ended is None else None

    async def keep(self) -> None:
        """Start it, and start it again, until it is stopped."""
        while not self._stopping:
            await self._live()
            if not self._stopping:
                await asyncio.sleep(PAUSE)

    def kill(self) -> bool:
        """End it at once; whether there was something to end."""
        if self.pid is None or self._process is None:
            return False
        self.lives[-1].killed = True
        self._process.kill()
        return True

    async def stop(self) -> None:
        """Ask it to end, and see to it."""
        self._stopping = True
        if self._process and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), STOP)
            except TimeoutError:
                self._process.kill()

    async def _live(self) -> None:
        command = (sys.executable, "-m", "listener", "run", "--config", str(self._config))
        streams = {"stdin": DEVNULL, "stdout": PIPE, "stderr": STDOUT}
        self._process = await asyncio.create_subprocess_exec(*command, **streams, env=self._world())
        life = Life(pid=self._process.pid, began=self._now())
        self.lives.append(life)
        assert self._process.stdout is not None
        with self.log.open("ab") as log:
            while said := await self._process.stdout.read(READ):
                log.write(said)
        life.code = await self._process.wait()
        life.ended = self._now()
        for left in ("faketime_shm", "sem.faketime_sem"):  # one that is killed cannot take them away itself
            Path(f"/dev/shm/{left}_{life.pid}").unlink(missing_ok=True)

    def _world(self) -> dict[str, str]:
        """The clock of its world may be set by a file; the monotonic one and those of files stay true."""
        return os.environ | {
            "LD_PRELOAD": str(faketime()),
            "FAKETIME_TIMESTAMP_FILE": str(self._clock),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }


def faketime() -> Path | None:
    """The library that tells a process another time; None where it is not installed."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
