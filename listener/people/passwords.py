"""Passwords: argon2id with the parameters of RFC 9106 for little memory, beside the event loop, two at a time."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from listener.wording.names import alike

SHORTEST, LONGEST = 12, 1000
FEWEST = 5
"""Different characters of a password."""
HASHER = PasswordHasher()


def problem(password: str, *own: str | None) -> str | None:
    """Why this is no good password, in a sentence; None where it is.

    Args:
        own: What others know of the person: name, mail address.
    """
    if len(password) < SHORTEST:
        return f"A password has at least {SHORTEST} characters; four words that do not belong together are a good one."
    if len(password) > LONGEST:
        return f"A password has at most {LONGEST} characters."
    if len(set(password)) < FEWEST or any(alike(password) == alike(each) for each in own if each):
        return "This password is among the first that anybody would guess."
    return None


async def hashed(password: str) -> str:
    """What is kept of it."""
    return await asyncio.get_running_loop().run_in_executor(_workers(), _hash, password)


async def is_right(password: str, kept: str | None) -> bool:
    """Whether it is the password. It takes as long where there is none to compare with."""
    return await asyncio.get_running_loop().run_in_executor(_workers(), _verify, password, kept)


def is_weak(kept: str) -> bool:
    """Whether it was hashed with less effort than is usual now."""
    return HASHER.check_needs_rehash(kept)


def _hash(password: str) -> str:
    return HASHER.hash(_bytes(password))


def _verify(password: str, kept: str | None) -> bool:
    try:
        return HASHER.verify(kept or _nobodys(HASHER), _bytes(password)) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    """The same however a keyboard composes it."""
    return unicodedata.normalize("NFKC", password[: LONGEST + 1]).encode("utf-8", "surrogatepass")


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    """A hash of the same effort that fits no password."""
    return hasher.hash(secrets.token_bytes(32))


@cache
def _workers() -> ThreadPoolExecutor:
    """Each works with 64 MiB of memory: strangers decide how many are asked for, not how many work."""
    return ThreadPoolExecutor(2, "passwords")
