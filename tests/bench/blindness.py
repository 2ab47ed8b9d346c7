"""What a blind source does to detection, simulated: `python -m tests.bench.blindness`.

Series of 28 days with days and nights, each fed by one source that brings a part of it and others that bring the rest.
The source is away for eight hours on six of the last ten days. Asked are the rules as they come, with the blind time
known, and as if nobody knew of it, to compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from rules.base import BUCKET, Blind, Rule, Track, Unseen, View
from rules.crisis import Crisis
from rules.silence import SilenceRule
from rules.unusual import Unusual
from rules.volume import Volume
from storage.records import Alert, Scope, Series

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY, HOUR, DAYS = 288, 12, 28
NOW = START + BUCKET * DAY * DAYS
PARTS = (0.1, 0.3, 0.5, 0.7, 1.0)
AWAY = (1, 2, 4, 5, 7, 9)
SCOPE = Scope.brand("acme")
RULES: tuple[Rule, ...] = tuple(
    kind(name="r", scope=SCOPE)  # type: ignore[call-arg]
    for kind in (Crisis, Volume, Unusual, SilenceRule)
)
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of a number of series.

    Attributes:
        alarms: Alerts that only the blind source caused: they are not there when everything is seen.
        calmed: Alerts under way that ended only because a source was blind, of so many.
        lost: Alerts that were not raised only because a source was blind, of so many.
    """

    alarms: int
    calmed: tuple[int, int]
    lost: tuple[int, int]


def figures(part: float, series: int, *, told: bool, seed: int = 7) -> Figures:
    """Of a source that brings `part` of what is said; `told`: whether the rules know when it was blind."""
    rng = np.random.default_rng(seed)
    alarms, calmed, lost = 0, [0, 0], [0, 0]
    for rate in np.geomspace(0.5, 20, series):
        full = rng.poisson(rate * (1 + 0.7 * np.sin(2 * np.pi * np.arange(DAYS * DAY) / DAY)))
        share = np.zeros(len(full))
        for day in AWAY:
            share[-day * DAY : -day * DAY + 8 * HOUR] = part
        seen = rng.binomial(full, 1 - share)
        for rule in RULES:
            usual = {each.starts_at for each in asked(rule, full, None, 10)}
            found = asked(rule, seen, share if told else None, 10)
            alarms += sum(each.starts_at not in usual for each in found)
        _rise(full, rate, part, told, rng, calmed, lost)
    return Figures(alarms, (calmed[0], calmed[1]), (lost[0], lost[1]))


def _rise(
    full: Numbers, rate: float, part: float, told: bool, rng: np.random.Generator, calmed: list[int], lost: list[int]
) -> None:
    """A rise of eight hours; the source goes blind in its middle, or an hour before it begins."""
    risen = full.copy()
    risen[-8 * HOUR :] += rng.poisson(2 * rate + 3, 8 * HOUR)
    for rule in RULES[:2]:
        if not any(each.ends_at > NOW for each in asked(rule, risen, None, 1)):
            continue
        for began, counted in ((4 * HOUR, calmed), (9 * HOUR, lost)):
            share = np.zeros(len(full))
            share[-began:] = part
            found = asked(rule, rng.binomial(risen, 1 - share), share if told else None, 1)
            counted[0] += not any(each.ends_at > NOW for each in found)
            counted[1] += 1


def asked(rule: Rule, counts: Numbers, share: npt.NDArray[np.float64] | None, days: int) -> Sequence[Alert]:
    """What a rule says of the last days."""
    track = Track(start=START, total=counts, live=counts, known_since=START)
    stretch = Blind(source="one", since=START, until=None, share=1.0)
    blind = {} if share is None else {SCOPE: Unseen(share=share, stretches=(stretch,))}
    view = View(tracks={Series(SCOPE): track}, fresh=len(counts) - days * DAY, blind=blind)
    return list(rule.check(view, NOW))


def main(series: int = 20) -> None:
    print(f"    {series} series, rules: crisis, volume, unusual, silence; a source that brings a part is blind")
    print("    part  blind time  false alarms  ended too early  not raised")
    for part in PARTS:
        for told in (True, False):
            found = figures(part, series, told=told)
            known = "known" if told else "unknown"
            calmed, lost = (f"{few} of {many}" for few, many in (found.calmed, found.lost))
            print(f"    {part:4.0%}  {known:<10}  {found.alarms:>12}  {calmed:>15}  {lost:>10}", flush=True)


if __name__ == "__main__":
    main()
