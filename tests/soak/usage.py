"""Memory and open files of the service and its worker processes, over the run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, mean

from tests.soak.finding import Finding
from tests.soak.service import Life

WARM = 60.0
"""Seconds of a life after which it has loaded what it needs."""
FEWEST = 10
GROWTH = 0.10
"""Share by which memory may grow from the beginning of the calm to its end."""
FILES = 5.0
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
    """Whether memory and files are flat while nothing goes wrong; and how they went over the whole run."""
    warm = [each for each in taken if any(_is_warm(each.at, life) for life in lives)]
    last = [each for each in warm if each.at >= calm]
    if len(last) < FEWEST:
        return Finding(wrong=["the calm was too short to tell whether memory and files are flat"])
    finding = Finding()
    for name, values in _series(last).items():
        over, _ = _growth(warm, _series(warm)[name])
        rise, middle = _growth(last, values)
        finding.figures.append((name, f"{middle:.0f}; in the calm {rise:+.1f}, over the run {over:+.1f}"))
        if rise > (FILES if "files" in name else GROWTH * middle):
            finding.wrong.append(f"{name} grew by {rise:.1f} in the calm, from {middle - rise / 2:.0f}")
    finding.figures.append(("worker processes, MB at most", f"{max(each.workers for each in taken):.0f}"))
    return finding


def _series(taken: Sequence[Usage]) -> dict[str, list[float]]:
    return {"memory, MB": [each.memory for each in taken], "open files": [float(each.files) for each in taken]}


def _growth(taken: Sequence[Usage], values: Sequence[float]) -> tuple[float, float]:
    """(growth along a straight line through the values, their mean)."""
    times = [each.at for each in taken]
    return linear_regression(times, values).slope * (times[-1] - times[0]), mean(values)


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
