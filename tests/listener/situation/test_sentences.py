"""The sentence that a page opens with is true, and counts right in singular and plural."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from listener.situation.needs import ladder, needs_person
from listener.situation.sentences import incidents_lead, incidents_title, now_lead, now_title
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


def test_the_list_says_how_many_are_open_and_over() -> None:
    assert incidents_title([]) == "Quiet: nothing is open"
    assert incidents_title([URGENT, TAKEN, QUIET]) == "Three are open; one needs a person"
    assert incidents_title([QUIET]) == "One is open"
    assert incidents_title([], "Acme") == "Acme: nothing is open"
    assert incidents_title([URGENT], "") == "About no brand: one is open; one needs a person"
    tally = IncidentTally(unresolved=2, resolved=1204, drills=1)
    assert incidents_lead([URGENT, TAKEN], tally) == "One is in hand. 1,204 are over; 1 drill stands apart."
    assert incidents_lead([], IncidentTally(unresolved=0, resolved=0, drills=0)) == "None is over yet."


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
