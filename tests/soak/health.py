"""Whether /health told the truth at each moment: nothing wrong unsaid, and nothing said that is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

import httpx

from listener.notify.outbox.outcome import HOURLY, JITTER, STEPS
from tests.soak.finding import Finding
from tests.soak.plan import Plan, Window
from tests.soak.service import Life

NOTICE = 45.0
"""Seconds that a fault may last before it is told."""
RECOVERY = 60.0
"""Seconds after a start, a jump of the clock or a fault within which all must be well again."""
WAIT = 10.0
BAD = frozenset({"broken", "gone", "unauthorised", "rate limited"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What /health said at a moment.

    Attributes:
        at: Seconds from the beginning of the run.
        status: None where nothing answered.
        troubles: Those that have nothing to do with sources that are meant to misbehave.
        mistaken: Sources that are said to be well while they misbehave, or the other way round.
        took: Seconds until the answer.
    """

    at: float
    status: str | None
    troubles: tuple[str, ...] = ()
    mistaken: tuple[str, ...] = ()
    took: float = 0.0


async def look(client: httpx.AsyncClient, url: str, at: Callable[[], float], truth: Mapping[str, bool]) -> Seen:
    """Ask once.

    Args:
        truth: Sources whose last answer is known for long -> whether it could be read.
    """
    asked = at()
    try:
        found = (await client.get(url, timeout=WAIT)).json()
    except (httpx.HTTPError, ValueError):
        return Seen(at=at(), status=None, took=at() - asked)
    sources = found.get("sources", {})
    mistaken = [name for name, fine in truth.items() if name in sources and (sources[name] in BAD) == fine]
    troubles = [each for each in found["troubles"] if not each.startswith("rough")]
    said = found["status"]
    if (said == "ok") != (not found["troubles"]):
        troubles.append(f"the status is {said}, with {len(found['troubles'])} troubles")
    return Seen(at=at(), status=said, troubles=tuple(troubles), mistaken=tuple(mistaken), took=at() - asked)


def judge_health(seen: Sequence[Seen], plan: Plan, lives: Sequence[Life], every: float) -> Finding:
    """Compare what was said with what was done."""
    upset = _upsets(plan, lives)
    late = {plan.disk: NOTICE, plan.mail: NOTICE + every}
    told = [_told(each, plan, late, upset) for each in seen]
    slowest = max((each.took for each in seen if each.status), default=WAIT)
    finding = Finding(
        figures=[
            ("looks at /health, of them untrue", f"{len(seen)}, {sum(map(bool, told))}"),
            ("slowest answer of /health, s", f"{slowest:.1f}"),
        ]
    )
    for wrong, group in groupby(zip(seen, told, strict=True), key=lambda pair: pair[1]):
        moments = [each for each, _ in group]
        if wrong:
            said = "; ".join((*moments[0].troubles, *moments[0].mistaken))[:300]
            finding.wrong.append(f"/health from {moments[0].at:.0f} to {moments[-1].at:.0f} s: {wrong}: {said}")
    return finding


def _told(each: Seen, plan: Plan, late: Mapping[Window, float], upset: Sequence[Window]) -> str | None:
    """What is untrue in it."""
    if each.status is not None and not each.troubles:
        for window, after in late.items():
            if window.holds(each.at, after):
                return f"no word of the {'full disk' if window is plan.disk else 'dead mail server'}"
    if any(window.holds(each.at) for window in upset):
        return None
    if each.status is None:
        return "no answer while all was well"
    if each.troubles:
        return "troubles while all was well"
    return "a source is told wrongly" if each.mistaken else None


def _upsets(plan: Plan, lives: Sequence[Life]) -> list[Window]:
    """The stretches in which something was wrong, with the time to recover."""
    upset = [
        Window(begins=plan.disk.begins, ends=plan.disk.ends + RECOVERY),
        Window(begins=plan.mail.begins, ends=plan.mail.begins + _retried(plan.mail) + RECOVERY),
    ]
    upset += [Window(begins=at, ends=at + RECOVERY) for at, _ in plan.jumps]
    ends = [0.0] + [life.ended for life in lives if life.ended is not None]
    return upset + [Window(begins=at - 1, ends=at + RECOVERY) for at in ends]


def _retried(dead: Window) -> float:
    """Seconds after a mail server's death at which what could not be sent is surely tried with the server back."""
    tries = [(1 + JITTER) * seconds for seconds in accumulate(step.total_seconds() for step in (*STEPS, HOURLY))]
    return next((at for at in tries if at / (1 + JITTER) >= dead.ends - dead.begins), tries[-1])
