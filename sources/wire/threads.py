"""Libraries with protocols of their own: each call in a thread that connects to permitted addresses only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from sources.wire.guard import PrivateAddressError, public_addresses_only
from storage.errors import Broken

T = TypeVar("T")
AT_ONCE = 8


class Rope:
    """Implements `Cord` (sources/base.py)."""

    def __init__(self) -> None:
        self._cuts: list[Callable[[], object]] = []
        self._is_cut = False

    def hold(self, cut: Callable[[], object]) -> None:
        self._cuts.append(cut)
        if self._is_cut:
            self.cut()

    def cut(self) -> None:
        """Stop what hangs on it."""
        self._is_cut = True
        for cut in self._cuts:
            with suppress(Exception):  # a connection that is closed already
                cut()


class Threads:
    """So many calls at once; the others wait."""

    def __init__(self) -> None:
        self._executor: Executor | None = None

    async def run(self, allow_private: Sequence[str], work: Callable[..., T], *args: Any) -> T:
        """What `work` gives or raises. Who stops waiting for it, cuts its connection."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="outside")
        rope = Rope()
        job = asyncio.get_running_loop().run_in_executor(self._executor, _guarded, allow_private, work, rope, *args)
        job.add_done_callback(_looked_at)
        try:
            await asyncio.wait([job])  # who stops waiting here does not stop the job itself
            return job.result()
        finally:
            rope.cut()


def _looked_at(job: asyncio.Future[Any]) -> None:
    """What it failed with is no news where nobody waits for it any more."""
    if not job.cancelled():
        job.exception()


def _guarded(allow_private: Sequence[str], work: Callable[..., T], *args: Any) -> T:
    try:
        with public_addresses_only(allow_private):
            return work(*args)
    except PrivateAddressError as error:
        raise Broken(
            f"{error} and was not contacted; if it is meant, add it to allow_private under [collect]"
        ) from error
