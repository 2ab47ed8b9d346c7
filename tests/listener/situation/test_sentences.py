"""The sentence that a page opens with is true, and counts right in singular and plural."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from listener.metrics.response_times import median
from listener.situation.course import Hour
from listener.situation.needs import ladder, needs_person
from listener.situation.ranged import Window
from listener.situation.sentences import incident_lead, incidents_lead, incidents_title, now_lead, now_title, past_lead
from storage.records import IncidentTally, Level, Paging, Policy, TimelineEntry, Who
from tests.worlds.incidents import NOW, incident, world

MINUTE = timedelta(minutes=1)
LEVELS = (
    Level(members=(Who.person("Mia"),), timeout=5 * MINUTE),
    Level(members=(Who.person("Bo"), Who("team")), timeout=10 * MINUTE),
)
PAGED = Paging(
    policy=Policy(name="night", levels=LEVELS, stale_after=4 * MINUTE), level=1, pages=1, next_at=NOW + MINUTE
)
URGENT, QUIET = incident(severity=1), incident(severity=3)
TAKEN = incident(severity=1, state="acknowledged", acknowledged_by="Mia")


def test_the_title_says_whether_somebody_is_needed() -> None:
    assert now_title([]) == "Nothing needs a person now"
    assert now_title([QUIET]) == "One incident is open, and nobody is paged"
    assert now_title([TAKEN, QUIET]) == "Two incidents are open, and nobody is paged"
    assert now_title([TAKEN, TAKEN]) == "Two incidents are in hand"
    assert now_title([URGENT, TAKEN]) == "One incident needs a person"
    assert now_title([URGENT] * 13) == "13 incidents need a person"
    assert now_lead([URGENT, TAKEN, QUIET], []) == "One more is in hand. One more is open and pages nobody."
    assert now_lead([URGENT, QUIET, QUIET], []) == "Two more are open and page nobody."
    assert now_lead([TAKEN, QUIET], []) == "One is in hand."
    assert now_lead([TAKEN, TAKEN], []) == now_lead([QUIET], []) == now_lead([], []) == ""


def test_a_person_is_needed_where_it_is_urgent_or_people_are_paged_and_never_by_a_drill() -> None:
    assert needs_person(URGENT)
    assert needs_person(incident(severity=3, paging=PAGED))
    assert not needs_person(incident(severity=2, paging=replace(PAGED, next_at=None)))
    assert not any(map(needs_person, (QUIET, TAKEN, replace(URGENT, state="resolved"), replace(URGENT, drill=True))))


def test_an_incident_says_how_loud_it_is_at_this_moment() -> None:
    def said(seen: int, before: int, negative: int, usual: tuple[float, float] | None = (0, 5)) -> str:
        return incident_lead(
            "Acme", Hour(posts=Window(seen=seen, expected=1, usual=usual), before=before, negative=negative)
        )

    loud = "21 posts about Acme in the last hour, usually 0\u2060–\u20605, 9 in the hour before"
    assert said(21, 9, 12) == f"{loud}; 12 of them read as negative."
    assert said(1, 0, 0, None) == "1 post about Acme in the last hour, 0 in the hour before."
    assert said(0, 3, 0) == "No post about Acme in the last hour, usually 0\u2060–\u20605, 3 in the hour before."


def test_the_list_says_how_many_are_open_and_over() -> None:
    assert incidents_title([]) == "Quiet: nothing is open"
    assert incidents_title([URGENT, TAKEN, QUIET]) == "Three are open; one needs a person"
    assert incidents_title([QUIET]) == "One is open"
    assert incidents_title([], "Acme") == "Acme: nothing is open"
    assert incidents_title([URGENT], "") == "About no brand: one is open; one needs a person"
    tally = IncidentTally(unresolved=2, resolved=1204, drills=1)
    assert incidents_lead([URGENT, TAKEN], tally) == "One is in hand. 1,204 are over; 1 drill stands apart."
    assert incidents_lead([], IncidentTally(unresolved=0, resolved=0, drills=0)) == "None is over yet."


def test_the_list_says_how_those_that_are_over_went() -> None:
    words = ["useful", None, "useful", "noise", None]
    taken = median([6 * MINUTE, 4 * MINUTE, None, 20 * MINUTE, 8 * MINUTE])
    assert past_lead(words, taken, 15 * MINUTE, newest=True) == (
        "Of the newest 5: 2 useful, 1 noise, 2 without a verdict; 4 were taken, in 7 min by the median, target 15 min."
    )
    one = past_lead(["useful", "useful"], median([5 * MINUTE, None]), None, newest=False)
    assert one == "Of the 2: 2 useful; 1 was taken, in 5 min."
    none = past_lead([None, None], median([None, None]), 15 * MINUTE, newest=False)
    assert none == "Of the 2: 2 without a verdict; nobody took one."
    assert past_lead(["useful"], median([MINUTE]), None, newest=False) == ""


async def test_the_ladder_says_who_was_paged_and_who_is_next(tmp_path) -> None:
    paged = incident(paging=PAGED, timeline=(TimelineEntry(at=NOW - 4 * MINUTE, kind="paged", what="paged Mia"),))
    async with world(tmp_path, paged) as (app, _):
        found = ladder(app.config, paged, NOW)
        assert found is not None
        assert found.next is not None
        assert (found.next.number, found.next.names, found.wait) == (2, ["Bo", "team"], 5 * MINUTE)
        assert [rung.paged_at for rung in found.rungs] == [NOW - 4 * MINUTE, None]
        taken = replace(paged, state="acknowledged", acknowledged_by="Mia")
        later = ladder(app.config, taken, NOW)
        assert later is not None
        assert later.wait == 4 * MINUTE, "how long it may lie untouched"
        assert ladder(app.config, incident(), NOW) is None
