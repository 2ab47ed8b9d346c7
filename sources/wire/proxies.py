"""Keeps code of others, in the thread that it runs in, from asking through a proxy that the environment names.

Through a proxy nobody here sees which address is really connected to.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


class _Here(threading.local):
    direct = False


_here = _Here()


@contextmanager
def without_proxies() -> Iterator[None]:
    """Within it `requests` in this thread knows no proxy of the environment; other threads still do."""
    _install()
    _here.direct = True
    try:
        yield
    finally:
        _here.direct = False


@cache
def _install() -> None:
    """`requests` offers a switch for each session only, and code of others opens its own."""
    from requests import utils

    names = vars(utils)
    known = names["getproxies"]

    def getproxies() -> dict[str, str]:
        return {} if _here.direct else dict(known())

    names["getproxies"] = getproxies
