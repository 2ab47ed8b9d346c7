"""Memory and open files of the service and its worker processes, over the run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.soak.finding import Finding
from tests.soak.service import Life

WARM = 60.0
"""Seconds of a life after which it has loaded what it needs."""
FEWEST = 10
GROWTH = 0.10
"""Share by which memory may grow from the beginning of the calm to its end."""
FILES = 5
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the service takes at a moment.

    Attributes:
        at: Seconds from the beginning of the run.
        memory: Resident megabytes of the service's own process.
        workers: Those of its worker processes.
        files: Open files of the service's own process.
    """

    at: float
    memory: float
    workers: float
    files: int


def usage(pid: int, at: float) -> Usage | None:
    """What a process takes now; None where it is gone."""
    with suppress(OSError, ValueError):
        return Usage(
            at=at,
            memory=_resident(pid),
            workers=sum(map(_resident, _children(pid))),
            files=len(os.listdir(f"/proc/{pid}/fd")),  # noqa: PTH208 (a count of names)
        )
    return None


def judge_usage(taken: Sequence[Usage], lives: Sequence[Life], calm: float) -> Finding:
    """Whether memory and files are flat while nothing goes wrong; and how they were over the whole run.

    Polls open files and close them: what leaks is seen at the least that are open.
    """
    warm = [each for each in taken if any(_is_warm(each.at, life) for life in lives)]
    last = [each for each in warm if each.at >= calm]
    if len(last) < FEWEST:
        return Finding(wrong=["the calm was too short to tell whether memory and files are flat"])
    memory, files = [each.memory for each in last], [each.files for each in last]
    third, half = len(last) // 3, len(last) // 2
    early, late = median(memory[:third]), median(memory[-third:])
    few, more = min(files[:half]), min(files[half:])
    finding = Finding(
        figures=[
            ("memory, MB", f"{warm[0].memory:.0f} at first; in the calm from {early:.0f} to {late:.0f}"),
            ("memory of worker processes, MB", f"at most {max(each.workers for each in taken):.0f}"),
            ("open files", f"at most {max(each.files for each in warm)}; in the calm at least {few}, then {more}"),
        ]
    )
    if late - early > GROWTH * early:
        finding.wrong.append(f"memory grew from {early:.0f} to {late:.0f} MB in the calm")
    if more - few > FILES:
        finding.wrong.append(f"open files grew from {few} to {more} in the calm")
    return finding


def _is_warm(at: float, life: Life) -> bool:
    return life.began + WARM <= at and (life.ended is None or at < life.ended)


def _resident(pid: int) -> float:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6
    return 0.0


def _children(pid: int) -> list[int]:
    return [
        int(each) for task in Path(f"/proc/{pid}/task").iterdir() for each in (task / "children").read_text().split()
    ]
