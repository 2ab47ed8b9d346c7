"""Keeps code of others, in the thread that it runs in, from connecting to private addresses."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from sources.wire.addresses import Allowance, parse_address

_EVENTS = ("socket.connect", "socket.sendto", "socket.sendmsg")


class _Here(threading.local):
    allowance: Allowance | None = None
    refused: str | None = None


_here = _Here()


class PrivateAddressError(ConnectionError):
    """A connection to an address that is not public was refused."""


@contextmanager
def public_addresses_only(allow_private: Sequence[str] = ()) -> Iterator[None]:
    """Within it this thread connects to public addresses only, and to those that `allow_private` names.

    What counts is the address really connected to, after names were resolved and redirects followed. Raises
    PrivateAddressError at the end if something was refused, however the code within dealt with that.
    """
    _install()
    _here.allowance, _here.refused = Allowance.parse([*allow_private, *_resolved(allow_private)]), None
    try:
        yield
        if _here.refused:
            raise PrivateAddressError(_here.refused)
    finally:
        _here.allowance, _here.refused = None, None


def _resolved(names: Sequence[str]) -> Iterator[str]:
    """A connection no longer knows the name that led to it, so allowed names count as their addresses."""
    for name in names:
        with suppress(OSError, UnicodeError):
            yield from {str(found[4][0]) for found in socket.getaddrinfo(name, None)}


@cache
def _install() -> None:
    """Audit hooks see every connection that Python code makes; they cannot be taken out again."""
    sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _EVENTS and _here.allowance is not None:
        _check(arguments[-1], _here.allowance)


def _check(address: object, allowance: Allowance) -> None:
    if not isinstance(address, tuple):
        return
    host, port = str(address[0]), int(address[1])
    try:
        permitted = allowance.permits(host, port, parse_address(host))
    except ValueError:
        permitted = False
    if not permitted:
        _here.refused = host
        raise PrivateAddressError(f"{host} is not a public address")
