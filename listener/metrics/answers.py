"""How fast the inbox is worked: first answers and ends of cases, by person and by brand, against what was promised."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.metrics.base import Metric, Value
from listener.metrics.response_times import elapsed, median, ninetieth
from rules.counting.intervals import wilson
from storage.records import CaseTimes

_BLIND = "nothing: it counts from the moment in which a post is put in; what came late was late before that"

CASES = Metric(
    name="cases",
    definition="Posts that were put in the inbox, by a rule or by hand; what belongs to one post is one case.",
    formula="number of cases by the moment in which they were put in",
    unit="cases",
    blind="nothing: it counts what was put in",
)
FIRST_ANSWER = Metric(
    name="time to first answer",
    definition="From the moment a post was put in the inbox until it was marked as answered for the first time.",
    formula="median and 90th percentile of first answer − put in, staffed hours alone where there are some, over the "
    "cases that were answered; those that were not are told beside it",
    unit="time",
    blind=_BLIND,
)
RESOLUTION = Metric(
    name="time to close a case",
    definition="From the moment a post was put in the inbox until its case was closed, for those that are closed.",
    formula="median and 90th percentile of closed − put in, staffed hours alone where some are configured, over the "
    "cases that are closed; the others are told beside it",
    unit="time",
    blind=_BLIND,
)
IN_TIME = Metric(
    name="answered in time",
    definition="The part of cases with a promised answer whose first answer came by then.",
    formula="answered by the promised time / all whose promised time has passed or that were answered before",
    unit="share from 0 to 1",
    interval="Wilson, 95 %",
    blind=_BLIND,
)

Spent = Callable[[datetime | None, datetime | None], timedelta | None]
"""How much of the time between two moments counts; None while one of them has not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The figures of some cases; times in seconds.

    Attributes:
        cases: How many were put in.
    """

    cases: int
    first: Value
    first_ninetieth: Value
    closed: Value
    closed_ninetieth: Value
    in_time: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The cases that were put in on one day."""

    begins: datetime
    answers: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast the inbox was worked over a stretch of time.

    Attributes:
        days: By the day on which cases were put in, oldest first; the first is whole too, though it begins before.
    """

    since: datetime
    all: Answers
    days: Sequence[Day]
    brands: Mapping[str, Answers]
    people: Mapping[str, Answers]


def answers(cases: Sequence[CaseTimes], now: datetime, spent: Spent = elapsed) -> Answers:
    """Of these cases, as it stands now; `spent` says how much of a stretch of time counts."""
    first = [spent(each.filed_at, each.answered_at) for each in cases]
    closed = [spent(each.filed_at, each.closed_at) for each in cases]
    return Answers(
        cases=len(cases),
        first=median(first),
        first_ninetieth=ninetieth(first),
        closed=median(closed),
        closed_ninetieth=ninetieth(closed),
        in_time=in_time(cases, now),
    )


def in_time(cases: Iterable[CaseTimes], now: datetime) -> Value:
    """The share of kept promises; what is still to be answered in time is in neither part, and told as unknown."""
    kept = [word for each in cases if each.promised_at is not None for word in (_kept(each, now),)]
    known = [word for word in kept if word is not None]
    unknown = len(kept) - len(known)
    if not known:
        return Value(value=None, n=0, unknown=unknown)
    low, high = wilson(sum(known), len(known))
    return Value(value=sum(known) / len(known), low=low, high=high, n=len(known), unknown=unknown)


def by_brand(cases: Sequence[CaseTimes], now: datetime, spent: Spent = elapsed) -> Mapping[str, Answers]:
    """Of each brand; a case about two counts for both. The brand with most cases first."""
    return _by(cases, now, spent, lambda case: case.brands)


def by_day(cases: Sequence[CaseTimes], begins: Sequence[datetime], now: datetime, spent: Spent = elapsed) -> list[Day]:
    """Of the cases that were put in from each of these moments, which ascend, until the next."""
    days: list[list[CaseTimes]] = [[] for _ in begins]
    for case in cases:
        days[max(0, bisect_right(begins, case.filed_at) - 1)].append(case)
    return [Day(begins=begin, answers=answers(each, now, spent)) for begin, each in zip(begins, days, strict=True)]


def by_person(cases: Sequence[CaseTimes], now: datetime, spent: Spent = elapsed) -> Mapping[str, Answers]:
    """Of whoever gave the first answer, else of whoever has it; cases that nobody has are nobody's."""
    return _by(cases, now, spent, lambda case: (case.by,) if case.by else ())


def within(value: Value, target: timedelta | None) -> bool | None:
    """Whether a time keeps to its target; None where one of them is not known."""
    if target is None or value.value is None:
        return None
    return value.value <= target.total_seconds()


def _kept(case: CaseTimes, now: datetime) -> bool | None:
    assert case.promised_at is not None
    if case.answered_at is not None:
        return case.answered_at <= case.promised_at
    ended = case.closed_at is not None and case.closed_at <= case.promised_at
    return None if ended or now < case.promised_at else False


def _by(
    cases: Sequence[CaseTimes], now: datetime, spent: Spent, names: Callable[[CaseTimes], Iterable[str]]
) -> Mapping[str, Answers]:
    groups: dict[str, list[CaseTimes]] = {}
    for case in cases:
        for name in names(case):
            groups.setdefault(name, []).append(case)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return {name: answers(group, now, spent) for name, group in ordered}
