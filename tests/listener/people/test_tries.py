"""Guessing is slow from everywhere, and no stranger keeps a person out."""

from __future__ import annotations

from pathlib import Path

import pytest

from listener.app import App
from listener.people import tries
from storage.records import TryLimit
from tests.worlds.incidents import NOW, world


async def allowed(app: App, typed: str, address: str, device: str | None = None, most: int = 1000) -> int:
    """How many tries in a row are let through, one of which is one too many."""
    done = 0
    while done < most and await tries.wait(app, tries.limits(typed, address, device)) is None:
        done += 1
    return done


async def test_five_tries_of_one_person_from_one_place(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, clock):
        assert await allowed(app, "Mia", "203.0.113.9") == 5
        assert await allowed(app, " MIA ", "203.0.113.9") == 0, "however the name is written"
        assert await allowed(app, "Mia", "203.0.113.10", most=3) == 3, "from elsewhere she can"
        assert await allowed(app, "Bo", "203.0.113.9", most=3) == 3
        clock.move_to(NOW + tries.REST)
        assert await allowed(app, "Mia", "203.0.113.9", most=3) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8::1", "2001:db8::ffff:2"), ("::ffff:203.0.113.9", "203.0.113.9"), ("fe80::1%eth0", "fe80::2")],
)
async def test_a_network_that_is_one_persons_counts_as_one(tmp_path: Path, one: str, other: str) -> None:
    async with world(tmp_path) as (app, _):
        assert await allowed(app, "Mia", one) == 5
        assert await allowed(app, "Mia", other) == 0


async def test_one_network_that_tries_everybody_is_stopped(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        done = [await allowed(app, f"guess {n}", "203.0.113.9", most=1) for n in range(tries.NETWORK + 5)]
        assert sum(done) == tries.NETWORK


async def test_a_proxy_on_this_machine_is_no_one_place(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        done = [await allowed(app, f"guess {n}", "127.0.0.1", most=1) for n in range(tries.NETWORK + 5)]
        assert sum(done) == tries.NETWORK + 5


async def test_strangers_from_everywhere_stop_guessing_and_the_person_still_gets_in(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        done = [await allowed(app, "Mia", f"203.0.113.{n}", most=1) for n in range(tries.PERSON + 5)]
        assert sum(done) == tries.PERSON
        assert await allowed(app, "Mia", "198.51.100.7", device="known") == 5, "in a browser she was in before"
        assert await allowed(app, "Bo", "198.51.100.7", device="known", most=2) == 2


async def test_who_is_right_need_not_wait_for_earlier_mistakes(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        limits = tries.limits("Mia", "203.0.113.9", None)
        for _ in range(3):
            await tries.wait(app, limits)
        await tries.succeeded(app, limits)
        assert await allowed(app, "Mia", "203.0.113.9") == 5


def test_nothing_that_was_typed_is_kept() -> None:
    limits: list[TryLimit] = [*tries.limits("my password by mistake", "203.0.113.9", None)]
    assert all("password" not in limit.key and "203" not in limit.key for limit in limits)
