"""Manners toward hosts: few requests at once, a pause between them, and silence after refusals."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sources.wire import turns
from storage.clock import Clock
from storage.errors import RateLimited


@dataclass(slots=True, kw_only=True)
class Host:
    """What is known of one host.

    Attributes:
        refused: Addresses that answered "too many requests" since the last good answer.
        quiet_until: When the host as a whole may be asked again, in seconds that nobody can set back.
    """

    slots: asyncio.Semaphore
    users: int = 0
    refused: set[str] = field(default_factory=set)
    quiet_until: float | None = None


class Hosts:
    """Every host that is being asked.

    One refused address keeps only itself quiet; a second one on the same host means that the host is tired, and it is
    left alone as a whole until the time that it asked for.
    """

    def __init__(self, clock: Clock, *, at_once: int, pause: float) -> None:
        self._clock, self._at_once, self._pause = clock, at_once, pause
        self._hosts: dict[str, Host] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for a free place at a host; it stays taken for the pause after the request."""
        host = self._hosts.setdefault(name, Host(slots=asyncio.Semaphore(self._at_once)))
        if (wait := self._quiet_for(host)) > 0:
            not_before = self._clock.now() + timedelta(seconds=wait)
            raise RateLimited(f"{name} asked to be left alone", not_before=not_before)
        host.users += 1
        await self._enter(name, host)
        try:
            yield
        finally:
            asyncio.get_running_loop().call_later(self._pause, self._leave, name, host)

    async def _enter(self, name: str, host: Host) -> None:
        try:
            await turns.place(host.slots)
        except BaseException:
            self._forget(name, host)
            raise

    def refused(self, name: str, url: str, until: datetime | None) -> None:
        """A host answered that it had too many requests."""
        host = self._hosts.get(name)
        if host is None:
            return
        host.refused.add(url)
        if until and len(host.refused) > 1:
            wait = (until - self._clock.now()).total_seconds()
            host.quiet_until = self._clock.monotonic() + max(wait, self._quiet_for(host))

    def answered(self, name: str) -> None:
        """A host gave a good answer."""
        host = self._hosts.get(name)
        if host:
            host.refused.clear()
            host.quiet_until = None

    def _quiet_for(self, host: Host) -> float:
        return 0.0 if host.quiet_until is None else host.quiet_until - self._clock.monotonic()

    def _leave(self, name: str, host: Host) -> None:
        host.slots.release()
        self._forget(name, host)

    def _forget(self, name: str, host: Host) -> None:
        host.users -= 1
        if not host.users and not host.refused:
            self._hosts.pop(name, None)
