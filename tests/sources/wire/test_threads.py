"""Libraries with protocols of their own: in threads, within bounds, and stopped when nobody waits for them."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from sources.base import Cord
from sources.wire.threads import Threads
from storage.errors import Broken, Unauthorised
from tests.worlds.network import LOOPBACK, serving


def connect(_: Cord, port: int) -> str:
    with socket.create_connection(("127.0.0.1", port), 2):
        return threading.current_thread().name


async def silent(*_: object) -> None:
    await asyncio.sleep(30)


async def test_it_works_in_a_thread_of_its_own_and_reaches_what_is_allowed():
    async with serving(silent) as port:
        assert (await Threads().run(LOOPBACK, connect, port)).startswith("outside")


async def test_what_is_not_public_is_not_contacted_and_said():
    async with serving(silent) as port:
        with pytest.raises(Broken, match=r"127\.0\.0\.1.*allow_private"):
            await Threads().run((), connect, port)


async def test_errors_come_as_they_are():
    def refuse(_: Cord) -> None:
        raise Unauthorised("no")

    with pytest.raises(Unauthorised):
        await Threads().run((), refuse)


async def test_who_stops_waiting_cuts_the_connection():
    ended = threading.Event()

    def hang(cord: Cord, port: int) -> None:
        with socket.create_connection(("127.0.0.1", port), 20) as line:
            cord.hold(lambda: line.shutdown(socket.SHUT_RDWR))
            line.recv(1)
        ended.set()

    async with serving(silent) as port:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await Threads().run(LOOPBACK, hang, port)
        assert await asyncio.to_thread(ended.wait, 5)


async def test_a_connection_that_comes_too_late_is_cut_at_once():
    cut, late = threading.Event(), threading.Event()

    def slow(cord: Cord) -> None:
        late.wait(5)
        cord.hold(cut.set)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await Threads().run((), slow)
    late.set()
    assert await asyncio.to_thread(cut.wait, 5)
