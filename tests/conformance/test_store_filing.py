"""The inbox, as a store of any engine keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.errors import Conflict
from storage.records import (
    Abstention,
    Act,
    Case,
    CaseEntry,
    CaseView,
    Classification,
    Correction,
    Draft,
    Filing,
    QueueTally,
    Reading,
    Scope,
    Series,
    Wanted,
)
from storage.store import Store
from tests.conformance.stores import MINUTE, NOW, poll, post

HOUR = timedelta(hours=1)


def case(lead: int = 1, **fields: object) -> Case:
    given = {"lead": lead, "reason": "Complaints", "brands": ("Acme",), "rule": "Complaints", "filed_at": NOW}
    return Case(**given | fields)  # type: ignore[arg-type]


def put(store: Store, *cases: Case) -> list[Case]:
    """Cases whose leads are stored mentions."""
    have = store.search(limit=1000)
    texts = [post(f"{len(have) + n}", f"A text of its own {len(have) + n}") for n in range(len(cases))]
    store.commit_polls([poll("feed", *texts)], NOW)
    ids = sorted(each.id for each in store.search(limit=1000) if each.id not in {one.id for one in have})
    filed = [replace(one, lead=id) for one, id in zip(cases, ids, strict=True)]
    return store.commit_filing(
        [Filing(case=one, mention=one.lead, part="lead", story=one.lead) for one in filed], (0, 0)
    )


def ids(cases: list[Case]) -> list[int | None]:
    return [each.id for each in cases]


def test_a_case_that_is_put_in_or_closed_is_news(store: Store) -> None:
    seen = [store.pulse()]
    [one] = put(store, case())
    seen.append(store.pulse())
    store.commit_cases([replace(one, status="closed", closed_at=NOW)])
    seen.append(store.pulse())
    assert len(set(seen)) == len(seen)


def test_a_case_is_kept_whole(store: Store) -> None:
    whole = case(
        status="on hold", assignee="Mia Žižka 🦊", team="care", tags=("lid", "落とし"), due_at=NOW, promised_at=NOW,
        until=NOW + HOUR, doubt=True, vip=True, news="a new message", draft=Draft(text="Sorry\n", by="Mia", at=NOW),
        history=(CaseEntry(at=NOW, kind="note", what="x", who="Bo"),),
    )  # fmt: skip
    [saved] = put(store, whole)
    assert saved.version == 1
    assert saved.id is not None
    assert store.case(saved.id) == saved
    assert replace(saved, id=None, version=0, lead=1) == whole
    assert store.case(999) is None
    assert ids(store.cases([999, saved.id])) == [saved.id]
    assert store.case_of(saved.lead) == saved.id


def test_the_queue_shows_what_is_due_first_page_by_page(store: Store) -> None:
    late, none, soon, same = put(
        store, case(due_at=NOW - HOUR), case(), case(due_at=NOW + HOUR), case(due_at=NOW + HOUR)
    )
    everything = ids([late, soon, same, none])
    assert ids(store.queue(Wanted(), NOW)) == everything
    pages = [store.queue(Wanted(), NOW, limit=1)]
    while pages[-1]:
        pages.append(store.queue(Wanted(), NOW, after=pages[-1][-1], limit=1))
    assert [each.id for page in pages for each in page] == everything
    assert ids(store.queue(Wanted(late=True), NOW)) == [late.id]
    assert ids(store.queue(Wanted(due=True), NOW)) == ids([soon, same])
    assert [store.queue_size(each, NOW) for each in (Wanted(late=True), Wanted(due=True))] == [1, 2]
    tally = store.queue_tally("", NOW)
    assert (tally.late, tally.due) == (1, 2), "of each as many as are listed"


def test_views_find_what_they_say(store: Store) -> None:
    mine, doubt, vip, held, done, tagged = put(
        store,
        case(assignee="Mia"),
        case(doubt=True, status="open"),
        case(vip=True, brands=("Acme", "Bolt")),
        case(status="on hold", until=NOW + HOUR),
        case(status="closed", closed_at=NOW),
        case(tags=("lid",), team="care", rule="Lids", brands=("Bolt",), draft=Draft(text="x", by="Mia", at=NOW)),
    )
    found = {
        Wanted(assignee="Mia"): [mine],
        Wanted(assignee=""): [doubt, vip, tagged],
        Wanted(doubt=True): [doubt],
        Wanted(vip=True): [vip],
        Wanted(status="on hold"): [held],
        Wanted(status="closed"): [done],
        Wanted(status="open"): [doubt],
        Wanted(status="new", assignee="Mia"): [mine],
        Wanted(brand="Bolt"): [vip, tagged],
        Wanted(brand="Bolt", tag="lid"): [tagged],
        Wanted(brand="Bolt", vip=True, assignee=""): [vip],
        Wanted(team="care"): [tagged],
        Wanted(rule="Lids"): [tagged],
        Wanted(approval=True): [tagged],
        Wanted(brand="acme"): [],
        Wanted(tag="' OR 1=1 --"): [],
    }
    for wanted, expected in found.items():
        assert ids(store.queue(wanted, NOW)) == ids(expected), wanted
        assert store.queue_size(wanted, NOW) == len(expected)
    assert store.queue_tally("Mia", NOW) == QueueTally(
        active=4, mine=1, unassigned=3, doubt=1, vip=1, approval=1, on_hold=1, brands=(("Acme", 3), ("Bolt", 2))
    )
    assert store.queue_tally("", NOW).mine == 0


def test_what_several_labels_name_is_shown_page_by_page(store: Store) -> None:
    cases = [
        case(
            brands=("Acme", "Bolt")[: 1 + number % 2],
            assignee=("Mia", "Bo", None)[number % 3],
            due_at=NOW + (number % 5 - 2) * HOUR if number % 4 else None,
            doubt=number % 2 == 1,
        )
        for number in range(24)
    ]
    filed = put(store, *cases)
    for late in (False, True):
        wanted = Wanted(brand="Bolt", assignee="Mia", doubt=True, late=late)
        fits = [each for each in filed if "Bolt" in each.brands and each.assignee == "Mia"]
        fits = [each for each in fits if each.due_at and each.due_at < NOW] if late else fits
        ordered = sorted(fits, key=lambda each: (each.due_at is None, each.due_at or NOW, each.id))
        found: list[Case] = []
        while page := store.queue(wanted, NOW, after=found[-1] if found else None, limit=1):
            found += page
        assert ids(found) == ids(ordered)
        assert store.queue_size(wanted, NOW) == len(found) > 0


def test_closed_ones_are_shown_the_last_first(store: Store) -> None:
    early, late = put(store, case(status="closed", closed_at=NOW), case(status="closed", closed_at=NOW + HOUR))
    assert ids(store.queue(Wanted(status="closed"), NOW)) == [late.id, early.id]


def test_of_two_who_change_a_case_at_once_one_is_told_and_nothing_of_a_bulk_is_kept(store: Store) -> None:
    one, other = put(store, case(), case())
    store.commit_cases([replace(one, assignee="Mia")])
    with pytest.raises(Conflict):
        store.commit_cases([replace(other, assignee="Bo"), replace(one, assignee="Bo")])
    assert [each.assignee for each in store.cases([one.id or 0, other.id or 0])] == ["Mia", None]


def test_what_was_done_can_be_taken_back_once(store: Store) -> None:
    [before] = put(store, case())
    act = Act(who="Mia", at=NOW, what="closed", before=(before,), marks=(1,))
    [after], kept = store.commit_cases([replace(before, status="closed", closed_at=NOW)], act)
    assert kept is not None
    assert kept.id is not None
    assert store.act(kept.id) == store.last_act("Mia", NOW) == kept
    assert store.last_act("Bo", NOW) is None
    assert store.last_act("Mia", NOW + MINUTE) is None
    store.undo_act(kept.id, [replace(before, version=after.version)], (), NOW + MINUTE)
    assert ids(store.queue(Wanted(), NOW)) == [before.id]
    assert store.last_act("Mia", NOW) is None
    with pytest.raises(Conflict):
        store.undo_act(kept.id, [], (), NOW)


def test_messages_and_copies_belong_to_a_case_and_are_found_by_their_names(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", "one thing"), post("2", "another one"), post("3", "third"))], NOW)
    one, two, three = (each.id for each in store.search()[::-1])
    until = store.filed_until()
    [first] = store.commit_filing(
        [Filing(case=case(one), mention=one, part="lead", threads=("feed t",), story=one)], (7, 3)
    )
    assert (until, store.filed_until()) == ((3, 3), (7, 3))
    known = store.known_cases([two], ["feed t", "feed u"], [one])
    assert (known.filed, known.threads, known.stories) == ({}, {"feed t": first.id}, {one: first.id})
    assert known.cases == {first.id: first}
    store.commit_filing(
        [Filing(case=first, mention=two, part="message", threads=("feed u",)),
         Filing(case=first, mention=three, part="copy")], (8, 3)
    )  # fmt: skip
    assert store.case_mentions(first.id or 0) == ([one, two], [three], 3)
    assert store.case_sizes([first.id or 0, 99]) == {first.id: (2, 1)}
    assert store.known_cases([], ["feed u"], []).threads == {"feed u": first.id}


def test_what_is_put_off_comes_back_when_it_is_time(store: Store) -> None:
    [held, _] = put(store, case(status="on hold", until=NOW + HOUR), case(status="on hold"))
    assert store.due_cases(NOW) == []
    assert ids(store.due_cases(NOW + HOUR)) == [held.id]


@pytest.mark.parametrize("silent", [(), ("irony", "offensive")])
def test_a_correction_counts_at_once_and_whatever_is_read_later_and_is_taken_back(
    store: Store, silent: tuple[str, ...]
) -> None:
    put(store, case())
    [each] = store.unclassified(9)
    key = (each.id, each.mention.revision)
    reading = Classification(
        model="m",
        heads={"sentiment": Reading(label="negative", probability=0.9)},
        abstained=Abstention(
            reason="unsure", heads=("intent",), toward=("Acme",), silent=silent, language="de" if silent else None
        ),
    )
    store.commit_classifications({key: reading}, NOW)

    def negative() -> int:
        series = Series(Scope.ALL, "tone:negative")
        start = each.mention.said_at.replace(minute=0, second=0, microsecond=0)
        return sum(store.counts([series], start, start + HOUR)[series].total)

    def said(head: str, label: str | None, brand: str = "") -> Correction:
        return Correction(
            mention=each.id, head=head, brand=brand, label=label, before="negative" if head == "sentiment" else None,
            certainty=0.9, doubted=head != "sentiment", who="Mia", at=NOW,
        )  # fmt: skip

    assert negative() == 1
    made = [said("sentiment", "neutral"), said("toward", "positive", "Acme"), said("intent", "question")]
    assert store.correct(made, NOW) == 1
    assert negative() == 0
    for _ in range(2):  # now, and when the model reads it again
        found = store.mention(each.id)
        assert found
        assert found.classification
        assert {name: one.label for name, one in found.classification.heads.items()} == {
            "sentiment": "neutral", "intent": "question"
        }  # fmt: skip
        assert found.classification.toward["Acme"] == Reading(label="positive", probability=1.0)
        left = found.classification.abstained
        assert (left and (left.reason, left.silent)) == (("only heads", silent) if silent else None)
        store.commit_classifications({key: reading}, NOW)
    assert sorted(one.head for one in store.corrections([each.id])) == ["intent", "sentiment", "toward"]
    assert store.corrections_since(NOW + MINUTE) == []
    back = [replace(one, label=None) for one in made]
    store.correct(back, NOW)
    found = store.mention(each.id)
    assert found
    assert found.classification
    assert found.classification.heads == reading.heads
    assert found.classification.abstained == reading.abstained
    assert (negative(), store.corrections([each.id])) == (1, [])


def test_a_correction_of_other_words_ends_with_them(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", "first words"))], NOW)
    [each] = store.search()
    wrong = Correction(mention=each.id, head="sentiment", label="neutral", who="Mia", at=NOW)
    store.correct([wrong], NOW)
    store.commit_polls([poll("feed", post("1", "quite other words than before"))], NOW)
    assert store.corrections([each.id]) == []


def test_what_is_forgotten_leaves_its_case(store: Store) -> None:
    [kept] = put(store, case())
    store.forget({"feed": timedelta(days=1)}, NOW + timedelta(days=400))
    assert store.mention(kept.lead) is None
    assert store.case_mentions(kept.id or 0) == ([], [], 0)
    assert store.case(kept.id or 0) == kept


def test_times_are_those_of_the_first_answer(store: Store) -> None:
    from storage.records import Answer

    [one] = put(store, case(promised_at=NOW + HOUR, assignee="Mia"))
    answers = (Answer(url="", by="Bo", at=NOW + MINUTE), Answer(url="", by="Mia", at=NOW + HOUR))
    store.commit_cases([replace(one, answers=answers, status="closed", closed_at=NOW + 2 * HOUR)])
    [times] = store.case_times(NOW, NOW + MINUTE)
    assert (times.by, times.answered_at, times.closed_at) == ("Bo", NOW + MINUTE, NOW + 2 * HOUR)
    assert store.case_times(NOW + MINUTE, NOW + HOUR) == []


def test_views_are_saved_by_name(store: Store) -> None:
    view = CaseView(name="Lids 🦊", wanted=Wanted(tag="lid", late=True), by="Mia")
    store.save_case_view(view)
    store.save_case_view(replace(view, by="Bo"))
    assert store.case_views() == [replace(view, by="Bo")]
    assert (store.remove_case_view("Lids 🦊"), store.remove_case_view("Lids 🦊")) == (True, False)
