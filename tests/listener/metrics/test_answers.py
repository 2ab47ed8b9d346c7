"""Response times of the inbox: what is known counts, what is not is told, promises are kept or broken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from listener.metrics.answers import answers, by_brand, by_day, by_person, in_time, within
from listener.metrics.base import Value
from storage.records import CaseTimes

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def case(
    answered: float | None = None, closed: float | None = None, promised: float | None = None, by: str | None = "Mia",
    brands: tuple[str, ...] = ("Acme",),
) -> CaseTimes:  # fmt: skip
    filed = NOW - 10 * HOUR

    def at(hours: float | None) -> datetime | None:
        return None if hours is None else filed + hours * HOUR

    return CaseTimes(
        id=1, brands=brands, by=by, filed_at=filed, promised_at=at(promised), answered_at=at(answered),
        closed_at=at(closed),
    )  # fmt: skip


def test_medians_rest_on_what_has_come_and_the_rest_is_told():
    found = answers([case(1, 2), case(3, 9), case(2)], NOW)
    assert (found.first.value, found.first.n, found.first.unknown) == (2 * 3600, 3, 0)
    assert (found.closed.value, found.closed.n, found.closed.unknown) == (5.5 * 3600, 2, 1)
    assert answers([], NOW).first == Value(value=None, n=0)
    assert answers([case()], NOW).first == Value(value=None, n=0, unknown=1)


def test_a_promise_is_kept_broken_or_still_open():
    share = in_time(
        [
            case(answered=1, promised=2),
            case(answered=3, promised=2),
            case(promised=2),  # too late by now
            case(promised=20),  # there is time
            case(closed=1, promised=2),  # no answer was needed
            case(answered=5),  # nothing was promised
        ],
        NOW,
    )
    assert (share.value, share.n, share.unknown) == (1 / 3, 3, 2)
    assert share.low is not None
    assert share.high is not None
    assert share.low < 1 / 3 < share.high
    assert in_time([case(answered=1)], NOW) == Value(value=None, n=0)


def test_a_case_about_two_brands_counts_for_both_and_one_that_nobody_has_for_nobody():
    cases = [case(1, brands=("Acme", "Bolt")), case(2), case(by=None)]
    assert {name: each.cases for name, each in by_brand(cases, NOW).items()} == {"Acme": 3, "Bolt": 1}
    assert list(by_brand(cases, NOW)) == ["Acme", "Bolt"]
    assert {name: each.cases for name, each in by_person(cases, NOW).items()} == {"Mia": 2}


def test_a_target_is_met_missed_or_nobody_knows():
    assert within(Value(value=3600, n=1), HOUR) is True
    assert within(Value(value=3601, n=1), HOUR) is False
    assert within(Value(value=None, n=0), HOUR) is None
    assert within(Value(value=1, n=1), None) is None


def test_hours_in_which_nobody_is_there_do_not_count_where_that_is_asked():
    found = answers([case(4)], NOW, lambda begin, end: HOUR if begin and end else None)
    assert found.first.value == 3600


def test_a_case_belongs_to_the_day_in_which_it_was_put_in():
    begins = [NOW - 24 * HOUR, NOW - 10 * HOUR, NOW]
    days = by_day([case(1), case(3), case()], begins, NOW)
    assert [each.begins for each in days] == begins
    assert [each.answers.cases for each in days] == [0, 3, 0]
    assert (days[1].answers.first.value, days[1].answers.first.unknown) == (2 * 3600, 1)
