"""A case goes from new to closed by what people do and by what comes; nobody is overrun, nothing is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rules.cases import events
from rules.cases.events import Record, Tell
from rules.cases.steps import step, undone
from rules.cases.tags import tag
from storage.errors import Conflict
from storage.records import Case

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEW = Case(lead=1, reason="Complaints", filed_at=NOW, due_at=NOW + HOUR, promised_at=NOW + HOUR)


def after(*happened: events.Event, case: Case = NEW) -> Case:
    for number, event in enumerate(happened, start=1):
        case, _ = step(case, event, NOW + number * timedelta(minutes=1))
    return case


def test_somebody_takes_a_case_and_the_second_reads_who_was_faster() -> None:
    taken = after(events.Taken(who="Mia"))
    assert (taken.status, taken.assignee) == ("open", "Mia")
    with pytest.raises(Conflict, match=r"Mia has it since 3 Mar 09:01 UTC"):
        step(taken, events.Taken(who="Bo"), NOW)


def test_what_a_rule_gave_to_somebody_is_open_once_they_take_it() -> None:
    given = replace(NEW, assignee="Mia")
    assert after(events.Taken(who="Mia"), case=given).status == "open"
    with pytest.raises(Conflict, match="Mia has it"):
        step(given, events.Taken(who="Bo"), NOW)


@pytest.mark.parametrize("ended", [(events.Closed(who="Mia"),), (events.Held(who="Mia", until=NOW + 9 * HOUR),)])
def test_a_new_message_opens_it_again_for_its_assignee(ended: tuple[events.Event, ...]) -> None:
    done = after(events.Taken(who="Mia"), *ended)
    back, effects = step(done, events.Came(author="esme", due_at=NOW + 5 * HOUR), NOW + HOUR)
    assert (back.status, back.assignee, back.due_at) == ("open", "Mia", done.due_at or NOW + 5 * HOUR)
    assert (back.closed_at, back.until) == (None, None)
    assert effects == (Tell(person="Mia", what=f"reopened: a new message by esme; it was {done.status}"),)
    assert back.news


def test_a_copy_opens_nothing() -> None:
    done = after(events.Closed(who="Mia"))
    assert step(done, events.Copied(), NOW) == (done, ())


def test_an_earlier_promise_is_not_put_off_by_a_further_message() -> None:
    assert after(events.Came(due_at=NOW + 9 * HOUR)).due_at == NEW.due_at


def test_closing_twice_says_who_was_first() -> None:
    with pytest.raises(Conflict, match="already closed by Mia on 3 Mar 09:01 UTC"):
        after(events.Closed(who="Mia"), events.Closed(who="Bo"))


def test_a_snoozed_case_comes_back_when_it_is_time_and_not_before() -> None:
    held = after(events.Taken(who="Mia"), events.Held(who="Mia", until=NOW + 2 * HOUR))
    assert step(held, events.Woken(), NOW + HOUR) == (held, ())
    woken, effects = step(held, events.Woken(), NOW + 2 * HOUR)
    assert (woken.status, woken.until, woken.assignee) == ("open", None, "Mia")
    assert isinstance(effects[0], Tell)


def test_what_is_on_hold_without_a_time_waits_for_a_person() -> None:
    held = after(events.Held(who="Mia"))
    assert step(held, events.Woken(), NOW + 1000 * HOUR) == (held, ())
    assert after(events.Reopened(who="Mia"), case=held).status == "open"


def test_nothing_is_put_off_into_the_past() -> None:
    with pytest.raises(ValueError, match="still to come"):
        step(NEW, events.Held(who="Mia", until=NOW), NOW)


def test_whoever_gets_a_case_is_told_and_whoever_gives_it_to_themselves_is_not() -> None:
    _, effects = step(NEW, events.Assigned(who="Mia", to="Bo"), NOW)
    assert effects == (Record(what="assigned to Bo"), Tell(person="Bo", what="Mia assigned to Bo"))
    mine, effects = step(NEW, events.Assigned(who="Mia", to="Mia"), NOW)
    assert (mine.status, effects) == ("open", (Record(what="assigned to Mia"),))
    _, effects = step(NEW, events.Assigned(who="Mia", team="care"), NOW)
    assert effects[1] == Tell(team="care", what="Mia assigned to team care")


def test_a_draft_is_approved_by_somebody_else_and_by_the_words_they_read() -> None:
    drafted = after(events.Drafted(who="Mia", text="We are sorry."))
    with pytest.raises(ValueError, match="somebody else"):
        step(drafted, events.Approved(who="Mia", text="We are sorry."), NOW)
    with pytest.raises(Conflict, match="Mia has changed the draft"):
        step(drafted, events.Approved(who="Bo", text="We are glad."), NOW)
    agreed, effects = step(drafted, events.Approved(who="Bo", text="We are sorry."), NOW)
    assert agreed.draft
    assert agreed.draft.approved_by == "Bo"
    assert effects[1] == Tell(person="Mia", what="Bo approved your draft")
    changed = after(events.Drafted(who="Mia", text="We are very sorry."), case=agreed)
    assert changed.draft
    assert changed.draft.approved_by is None


def test_where_approval_is_wanted_nothing_goes_out_without() -> None:
    drafted = after(events.Drafted(who="Mia", text="We are sorry."))
    with pytest.raises(ValueError, match="approved"):
        step(drafted, events.Answered(who="Mia", url="https://a.example/1", approval=True), NOW)
    agreed = after(events.Approved(who="Bo", text="We are sorry."), case=drafted)
    said = after(events.Answered(who="Mia", url="https://a.example/1", approval=True), case=agreed)
    assert said.answers[0].text == "We are sorry."


def test_an_answer_keeps_the_promise_and_a_second_one_changes_no_first_time() -> None:
    once = after(events.Answered(who="Mia", url="https://a.example/1"))
    assert (once.status, once.due_at, once.promised_at) == ("open", None, NEW.promised_at)
    twice = after(events.Came(), events.Answered(who="Bo"), case=once)
    assert twice.answers[0].at == once.answers[0].at
    assert twice.assignee == "Mia"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("#Lid", "lid"), ("  two words ", "two-words"), ("Lieferung", "lieferung"), ("落とし", "落とし")],
)
def test_tags_are_written_as_people_write_them(written: str, kept: str) -> None:
    assert tag(written) == kept


@pytest.mark.parametrize("written", ["", "#", " ", "x" * 41, "=1+1", "a,b", "<b>", "a\x00b"])
def test_what_is_no_tag_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no tag"):
        tag(written)


def test_tags_come_and_go_and_nothing_changed_is_nothing_done() -> None:
    tagged = after(events.Tagged(who="Mia", add=("#Lid", "lid", "safety")))
    assert tagged.tags == ("lid", "safety")
    assert step(tagged, events.Tagged(who="Bo", add=("lid",)), NOW) == (tagged, ())
    less = after(events.Tagged(who="Mia", add=("app",), remove=("lid",)), case=tagged)
    assert less.tags == ("safety", "app")
    assert less.history[-1].what == "tags: +app −lid"


def test_what_was_done_is_taken_back_whole_and_both_stay_in_the_history() -> None:
    before = after(events.Taken(who="Mia"), events.Tagged(who="Mia", add=("lid",)))
    closed = after(events.Closed(who="Bo"), case=before)
    back, _ = undone(replace(closed, version=7), before, "closed", "Bo", NOW + HOUR)
    assert (back.status, back.closed_at, back.due_at, back.version) == ("open", None, before.due_at, 7)
    assert [each.kind for each in back.history[-2:]] == ["closed", "undone"]


def test_looking_at_it_is_news_to_the_assignee_alone() -> None:
    news = after(events.Taken(who="Mia"), events.Came(author="esme"))
    assert after(events.Seen(who="Bo"), case=news).news
    assert not after(events.Seen(who="Mia"), case=news).news


def test_a_note_can_be_written_in_any_state() -> None:
    noted = after(events.Closed(who="Mia"), events.Noted(who="Bo", text="Serials from 2507."))
    assert [(each.who, each.what) for each in noted.notes] == [("Bo", "Serials from 2507.")]
    with pytest.raises(ValueError, match="words"):
        step(noted, events.Noted(who="Bo", text="  "), NOW)
