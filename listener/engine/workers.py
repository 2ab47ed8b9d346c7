"""Processes that do CPU work for the sources, so that what hangs or crashes takes nothing with it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:  # commands that look for plug-ins here must start fast
    from concurrent.futures import ProcessPoolExecutor

P = ParamSpec("P")
T = TypeVar("T")
MEMORY = 2 << 30
# Seconds for a killed process to be gone.
PATIENCE = 5.0


class Workers(Executor):
    """An executor whose processes can be killed one by one: each is a pool of its own.

    A process starts with its first job. Callers submit at most `count` jobs at a time (as `Network` does): a job
    beyond that waits behind one that may hang.
    """

    def __init__(
        self, count: int = 2, *, memory: int | None = MEMORY, prepare: Callable[[], None] | None = None
    ) -> None:
        """
        Args:
            memory: Bytes of address space that a process may take; None for no limit.
            prepare: Called in each new process.
        """
        self.count = count
        self._memory, self._prepare = memory, prepare
        self._lock = threading.Lock()
        self._pools: list[ProcessPoolExecutor | None] = [None] * count
        self._starts: list[Future[Any] | None] = [None] * count
        self._jobs: list[Future[Any] | None] = [None] * count
        self._ending: list[threading.Thread] = []
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with self._lock:
            if self._closed:
                raise RuntimeError("the workers are shut down")
            slot = next((slot for slot, job in enumerate(self._jobs) if job is None or job.done()), 0)
            pool = self._pools[slot] or self._start(slot, fn)
            try:
                future = pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:  # its process was killed from outside while it had nothing to do
                future = self._start(slot, fn).submit(fn, *args, **kwargs)
            self._jobs[slot] = future
        return future

    def _start(self, slot: int, work: Callable[..., object]) -> ProcessPoolExecutor:
        pool = self._pools[slot] = _pool(self._memory, self._prepare)
        self._starts[slot] = pool.submit(_loaded, work)
        return pool

    def started(self, future: Future[Any]) -> Future[Any]:
        """Done when the process that has the job is up and has loaded the code of its first job."""
        with self._lock:
            starts = (start for start, job in zip(self._starts, self._jobs, strict=True) if job is future and start)
            return next(starts, future)

    def reset(self, future: Future[Any]) -> None:
        """Kill the process that a job hangs in or broke; the next job gets a fresh one."""
        with self._lock:
            slot = next((slot for slot, job in enumerate(self._jobs) if job is future), None)
            if slot is None:
                return
            pool, self._pools[slot], self._jobs[slot] = self._pools[slot], None, None
            self._end(pool)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; those that hang are killed when `wait` is False.

        They are gone when this returns: a pool that is still ending fails when the interpreter ends as well.
        """
        with self._lock:
            self._closed = True
            for slot, pool in enumerate(self._pools):
                if pool and wait:
                    pool.shutdown(cancel_futures=cancel_futures)
                else:
                    self._end(pool)
                self._pools[slot] = None
        for thread in self._ending:
            thread.join(PATIENCE)

    def _end(self, pool: ProcessPoolExecutor | None) -> None:
        """Kill a pool's process, and let its threads come to their end beside the caller."""
        self._ending = [thread for thread in self._ending if thread.is_alive()]
        if pool:
            ending = threading.Thread(target=_kill, args=(pool,), daemon=True)
            ending.start()
            self._ending.append(ending)


def _pool(memory: int | None, prepare: Callable[[], None] | None) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # spawn: the service has threads, and a forked copy of them deadlocks sooner or later.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_prepare, initargs=(memory, prepare))


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)


def _prepare(memory: int | None, prepare: Callable[[], None] | None) -> None:
    """In the new process: leave Ctrl-C to the service, end with it, and never eat the machine's memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare:
        prepare()
    if memory is None:
        return
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _loaded(_: Callable[..., object]) -> None:
    """In the new process: to receive a function is to load its module."""


def _end_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
