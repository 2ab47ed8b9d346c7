"""Workbooks read in a process of their own: what a hostile one costs ends with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from sources.tables.problems import UnreadableError

MEMORY = 2_000_000_000
"""Bytes of address space that it may take."""
SECONDS = 60
_WORK = "from sources.tables.apart import work; work()"


def apart(data: bytes) -> list[tuple[str, str]]:
    """Name and text of every sheet. Raises UnreadableError where it is damaged, protected, or takes too much."""
    here = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}  # and no secret of this process
    try:
        done = subprocess.run(  # noqa: S603 - our own words, to our own interpreter
            [sys.executable, "-c", _WORK], input=data, capture_output=True, timeout=SECONDS, env=here, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(f"the workbook takes longer than {SECONDS} seconds to read; save it as CSV") from error
    if done.returncode:
        raise UnreadableError("the workbook takes too much memory, or is damaged; save it as .xlsx or CSV")
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        raise UnreadableError(answer)
    return [(name, text) for name, text in answer]


def work() -> None:
    """In that process: the sheets, or why there are none, to standard output."""
    from sources.tables.workbook import written

    _limit()
    try:
        answer: list[tuple[str, str]] | str = list(written(sys.stdin.buffer.read()))
    except UnreadableError as error:
        answer = str(error)
    sys.stdout.write(json.dumps(answer))


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
