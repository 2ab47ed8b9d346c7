"""The inbox as a person finds it: what stands in a case beside its own record, and how fast it is worked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from listener.config.config import Config
from listener.metrics.answers import Pace, Spent, answers, by_brand, by_day, by_person
from listener.metrics.response_times import elapsed
from listener.wording.periods import midnight
from rules.cases.hours import staffed
from rules.cases.replies import fill
from storage.filing import Desk
from storage.records import Case, StoredMention


def pace(store: Desk, config: Config, since: datetime, now: datetime) -> Pace:
    """Of the cases that were put in since; by day of all those of the first day, whenever on it they were put in."""
    took = spent(config)
    first = since.astimezone(config.zone).date()
    length = (now.astimezone(config.zone).date() - first).days
    begins = [midnight(first + timedelta(days=number), config.zone) for number in range(length + 1)]
    every = store.case_times(begins[0], now + timedelta(seconds=1))  # what is put in at this moment too
    cases = [case for case in every if case.filed_at >= since]
    return Pace(
        since=since,
        all=answers(cases, now, took),
        days=by_day(every, begins, now, took),
        brands=by_brand(cases, now, took),
        people=by_person(cases, now, took),
    )


def spent(config: Config) -> Spent:
    """How much of the time between two moments counts: all of it, or the hours in which somebody is there."""

    def between(begin: datetime | None, end: datetime | None) -> timedelta | None:
        if begin is None or end is None or config.desk.hours is None:
            return elapsed(begin, end)
        return staffed(begin, end, config.desk.hours, config.zone)

    return between


def saved_replies(config: Config, case: Case, lead: StoredMention | None, who: str) -> Sequence[tuple[str, str]]:
    """(name, text with what is known filled in) of each saved reply that fits: those in the post's language first."""
    fitting = [each for each in config.replies if not each.brands or set(each.brands) & set(case.brands)]
    language = lead.mention.language if lead else None
    fitting.sort(key=lambda each: (each.language != language) if each.language else 1)
    return [(each.name, fill(each.text, _values(case, lead, who))) for each in fitting]


def _values(case: Case, lead: StoredMention | None, who: str) -> Mapping[str, str]:
    author = lead.mention.author if lead else None
    return {
        "author": (author.name or author.handle or "") if author else "",
        "handle": (author.handle or "") if author else "",
        "brand": case.brands[0] if len(case.brands) == 1 else "",
        "name": who,
        "link": (lead.mention.url or "") if lead else "",
    }
