"""Passwords are kept so that nobody can read them, and compared so that nobody learns whom there is."""

from __future__ import annotations

import asyncio

import pytest

from listener.people import passwords
from tests.worlds.clients import QUICK

GOOD = "cobalt teapot Ångström"


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", QUICK)


async def test_it_is_argon2id_with_the_effort_that_rfc_9106_asks_for() -> None:
    kept = await passwords.hashed(GOOD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await passwords.is_right(GOOD, kept)
    assert not await passwords.is_right(GOOD + " ", kept)
    assert not passwords.is_weak(kept)
    assert passwords.is_weak(QUICK.hash(GOOD))


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize(
    "typed", ["cobalt teapot A\u030angstro\u0308m", "cobalt teapot Ångström", "ｃobalt teapot Ångström"]
)
async def test_it_is_right_however_a_keyboard_composes_it(typed: str) -> None:
    assert await passwords.is_right(typed, await passwords.hashed(GOOD))


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("kept", [None, "", "plain", "$argon2id$v=19$m=8,t=1,p=1$x$y", "$2b$12$x"])
async def test_what_is_no_hash_fits_no_password(kept: str | None) -> None:
    for typed in (GOOD, "", "\ud800", "x" * 100_000, "None"):
        assert not await passwords.is_right(typed, kept)


@pytest.mark.usefixtures("_quick")
async def test_as_much_work_is_done_where_there_is_nothing_to_compare_with(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    class Counting:
        def hash(self, password: bytes) -> str:
            return QUICK.hash(password)

        def verify(self, kept: str, password: bytes) -> bool:
            done.append(kept[:20])
            return QUICK.verify(kept, password)

    kept = QUICK.hash(GOOD.encode())
    monkeypatch.setattr(passwords, "HASHER", Counting())
    await passwords.is_right("wrong, anyway", kept)
    await passwords.is_right("wrong, anyway", None)
    assert done[0] == done[1], "the same algorithm with the same parameters"


@pytest.mark.usefixtures("_quick")
async def test_the_loop_goes_on_meanwhile_and_few_work_at_once() -> None:
    assert passwords._workers()._max_workers == 2
    kept = await passwords.hashed(GOOD)
    assert all(await asyncio.gather(*(passwords.is_right(GOOD, kept) for _ in range(20))))


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 12"),
        ("aaaaaaaaaaaaaa", "anybody would guess"),
        ("abababababab", "anybody would guess"),
        ("MIA@example.org", "anybody would guess"),
        ("mia brandt-meier", "anybody would guess"),
        ("x y z 1 2 " * 200, "at most"),
        (GOOD, None),
        ("山田さんのとても長い秘密", None),
        ("123456789012", None),
    ],
)
def test_what_is_no_good_password_is_said(password: str, said: str | None) -> None:
    found = passwords.problem(password, "Mia Brandt-Meier", "mia@example.org")
    assert (said in found) if said and found else found is None
