"""How many open files the pages may take, so that collecting and storing never want for one."""

from __future__ import annotations

import resource
import sys
from resource import RLIM_INFINITY, RLIMIT_NOFILE

import structlog

log = structlog.get_logger()

OTHERS = 200
"""For the store, the workers' pipes, name servers, mail servers, logs."""
FEWEST = 16


def room(wanted: int, concurrency: int) -> int:
    """How many of the wanted connections there may be beside so many polls; raises the limit on files where it may."""
    reserve = OTHERS + 2 * concurrency
    granted = _granted(wanted + reserve)
    found = max(FEWEST, min(wanted, granted - reserve))
    if found < wanted:
        log.warning("few files may be open at once, so few may look at the pages", files=granted, connections=found)
    return found


def _granted(wanted: int) -> int:
    """The files that this process may open."""
    soft, hard = resource.getrlimit(RLIMIT_NOFILE)
    most = wanted if hard == RLIM_INFINITY else min(wanted, hard)
    if soft == RLIM_INFINITY:
        return sys.maxsize
    if soft < most:
        resource.setrlimit(RLIMIT_NOFILE, (most, hard))
    return max(soft, most)
