"""Whether collecting went on: how long well-behaved sources were left unasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tests.soak.finding import Finding

MOST = 3
SLACK = 120.0


def judge_polls(asked: Mapping[str, Sequence[float]], begins: float, ends: float, every: float) -> Finding:
    """The longest pauses; nobody may wait much longer than three intervals, whatever goes wrong.

    Args:
        asked: Well-behaved source -> when it was asked, by the clock of `begins` and `ends`.
    """
    longest = {name: _longest(times, begins, ends) for name, times in asked.items()}
    allowed = MOST * every + SLACK
    worst, (pause, since) = max(longest.items(), key=lambda each: each[1])
    finding = Finding(
        figures=[
            ("polls of well-behaved sources", str(sum(map(len, asked.values())))),
            ("longest pause of one, s", f"{pause:.0f} from {since:.0f} s on (allowed: {allowed:.0f})"),
        ]
    )
    late = sum(pause > allowed for pause, _ in longest.values())
    if late:
        finding.wrong.append(f"{late} sources were not asked in time; {worst} for {pause:.0f} s from {since:.0f} s on")
    return finding


def _longest(times: Sequence[float], begins: float, ends: float) -> tuple[float, float]:
    """(length of the longest pause, when it began)."""
    moments = [begins, *(at for at in times if begins <= at <= ends), ends]
    return max((after - before, before - begins) for before, after in pairwise(moments))
